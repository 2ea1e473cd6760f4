"""What a drive's own report means, in German."""

from collections.abc import Mapping

COUNTERS: Mapping[str, str] = {
    "reallocated": "ersetzte Sektoren",
    "reallocations": "Ersetzungen von Sektoren",
    "pending": "schwebende Sektoren",
    "uncorrectable": "unkorrigierbare Sektoren",
    "reported": "unkorrigierte Fehler",
    "timeouts": "Zeitüberschreitungen von Befehlen (sieh nach Kabel und Netzteil)",
    "crc": "CRC-Fehler der Schnittstelle (sieh nach dem Kabel)",
    "spin_retries": "Anlaufversuche (schwaches Netzteil oder verschlissener Motor)",
    "end_to_end": "Ende-zu-Ende-Fehler (in der Elektronik des Laufwerks)",
    "read_uncorrected": "unkorrigierte Lesefehler",
    "write_uncorrected": "unkorrigierte Schreibfehler",
    "verify_uncorrected": "unkorrigierte Prüffehler",
    "media_errors": "Medienfehler",
    "unsafe_shutdowns": "Stromverluste ohne Ankündigung",
}
"""What people call the counters that a reason names."""

HEALTH_SENTENCES = {
    "attribute_below": "SMART-Werte liegen an oder unter ihrer Schwelle: {names}.",
    "counter_already_there": "Der Zähler des Laufwerks für {counter} steht schon auf {count}.",
    "counter_lost": "Das Laufwerk meldet nicht mehr: {counter}.",
    "counter_not_compared": (
        "Der Zähler des Laufwerks für {counter} steht auf {after}. Wo er vor dem Test"
        " stand, ist nicht bekannt."
    ),
    "counter_not_zero": (
        "Am Ende des Tests steht der Zähler des Laufwerks für {counter} auf {after}."
    ),
    "counter_rose": (
        "Im Test ist der Zähler für {counter} von {before} auf {after} gestiegen."
    ),
    "counter_rose_and_fell": (
        "Im Test ist der Zähler für {counter} von {before} auf {most} gestiegen und"
        " wieder auf {after} gefallen (zuerst gesehen nach: {stage})."
    ),
    "counter_was_there": (
        "Der Zähler des Laufwerks für {counter} steht auf {after}. Der Test hat ihn"
        " nicht erhöht."
    ),
    "critical_warning": "Das Laufwerk gibt eine kritische Warnung ({bits}).",
    "flash_written_often": (
        "Der ganze Flash-Speicher würde {times}-mal beschrieben: Das nutzt ihn ab und"
        " beweist kaum mehr als einmal. Das Profil „flash“ beschreibt ihn einmal, mit"
        " zufälligen Daten."
    ),
    "health_fails_already": "Laut SMART fällt das Laufwerk aus.",
    "health_not_told_any_more": (
        "Am Ende des Tests hat das Laufwerk keinen der Zähler mehr gemeldet, an denen es"
        " scheitern kann, vorher schon: Ob sie gestiegen sind, ist nicht bekannt."
    ),
    "health_not_read_yet": "Der Zustand des Laufwerks ließ sich noch nicht lesen.",
    "hot_at_the_end": (
        "Das Laufwerk hatte am Ende des Tests {temperature} °C, mehr als sein Hersteller"
        " erlaubt."
    ),
    "hours_reset": (
        "Das Laufwerk gibt sein Alter mit {hours} Stunden an, Seagates eigenes Protokoll"
        " aber mit {farm}: Der Zähler wurde zurückgesetzt, und das Laufwerk ist nicht so"
        " neu, wie es sagt."
    ),
    "link_slow": (
        "Das Laufwerk ist mit {speed} Gbit/s verbunden, {most} wären möglich: Sieh nach"
        " Kabel, Backplane und Anschluss."
    ),
    "odd_sector_size": (
        "Das Laufwerk hat Sektoren von {bytes} Bytes, wie in Speichersystemen. Linux kann"
        " es erst benutzen, wenn es neu formatiert ist."
    ),
    "self_test_aborted": (
        "Jemand anderes oder das Laufwerk hat den Selbsttest abgebrochen; er sagt weder"
        " Gutes noch Schlechtes. Vielleicht war es ein USB-Adapter oder eine Einstellung"
        " zum Stromsparen."
    ),
    "self_test_failed": (
        "Das Laufwerk hat seinen Selbsttest nicht bestanden (Art: {kind})."
    ),
    "self_test_failed_already": (
        "Das Laufwerk hat seinen letzten Selbsttest nicht bestanden."
    ),
    "self_test_failed_at": (
        "Das Laufwerk hat seinen Selbsttest nicht bestanden (Art: {kind}); die erste"
        " defekte Adresse ist {lba}."
    ),
    "self_test_interrupted": (
        "Ein Reset oder ein Stromverlust hat den Selbsttest unterbrochen; er sagt weder"
        " Gutes noch Schlechtes."
    ),
    "self_test_no_entry": (
        "Der Selbsttest ist vorbei, aber im Protokoll des Laufwerks steht kein Eintrag"
        " davon."
    ),
    "self_test_not_begun": (
        "Das Laufwerk hat den Selbsttest angenommen, aber nicht begonnen."
    ),
    "self_test_not_told": (
        "Weder das Laufwerk noch dieses smartctl sagt, ob ein Selbsttest läuft; sein"
        " Ergebnis ist deshalb nicht zu erfahren."
    ),
    "self_test_other": (
        "Das Laufwerk führt einen anderen Selbsttest aus; auf ihn wird gewartet."
    ),
    "self_test_replaced": (
        "Anstelle unseres Selbsttests wurde ein anderer begonnen ({other}); unserer sagt"
        " weder Gutes noch Schlechtes."
    ),
    "self_test_stuck": (
        "Der Selbsttest stand {hours} Stunden lang bei {percent} % und wurde abgebrochen."
    ),
    "self_test_unfinished": (
        "Das Laufwerk konnte den Selbsttest nicht beenden und sagt nicht, warum."
    ),
    "self_test_unread": (
        "Das Laufwerk lässt sich nicht mehr fragen, wie weit sein Selbsttest ist."
    ),
    "self_test_unsupported": (
        "Das Laufwerk kennt diesen Selbsttest nicht; er wurde ausgelassen."
    ),
    "shingled": (
        "{model} schreibt überlappend (SMR): Es ganz zu beschreiben kann ein Mehrfaches"
        " der Zeit dauern, und in einem Pool ist es kein gutes Mitglied."
    ),
    "size_not_agreed": "Laut SMART sind es {smart} Bytes, laut der NAS {kernel}.",
    "size_not_as_labelled": (
        "Nach seinem Namen sollte das Laufwerk etwa {label} TB haben; es hat {size} TB."
    ),
    "smart_disabled": "SMART ist im Laufwerk ausgeschaltet.",
    "spare_fell": (
        "Im Test ist die Flash-Reserve des Laufwerks von {before} auf {after} % gefallen:"
        " Es hat Blöcke außer Betrieb genommen."
    ),
    "spare_low": (
        "Das Laufwerk hat noch {spare} % seiner Flash-Reserve; {threshold} % sind seine"
        " Grenze."
    ),
    "spare_near": (
        "Das Laufwerk hat noch {spare} % seiner Flash-Reserve, nahe an seiner Grenze von"
        " {threshold} %."
    ),
    "usb_slow": (
        "Das Laufwerk ist über USB mit {speed} Mbit/s verbunden, wie bei USB 2: Alles"
        " dauert ein Mehrfaches der Zeit. Nimm einen Anschluss und ein Kabel für USB 3."
    ),
    "wear_rose": (
        "Im Test ist die Abnutzung des Flash-Speichers von {before} auf {after} %"
        " gestiegen."
    ),
    "worn": (
        "Der Flash-Speicher des Laufwerks ist zu {wear} % dessen abgenutzt, was sein"
        " Hersteller erlaubt."
    ),
    "write_cache_off": (
        "Der Schreibpuffer des Laufwerks ist aus. Das Schreiben kann ein Vielfaches der"
        " Zeit dauern."
    ),
}

COURSE_SENTENCES = {
    "counter_rose": (
        "Im Test ist der Zähler für {counter} von {before} auf {after} gestiegen (zuerst"
        " gesehen nach: {stage})."
    ),
}
"""Of counters of which it is known how they stood after each stage."""

FAILING_SENTENCES = {
    "health_bad": (
        "Laut SMART fällt das Laufwerk aus ({said}); vor dem Test war das noch nicht so."
    ),
    "health_fails_already": "Laut SMART fällt das Laufwerk aus ({said}).",
    "health_was_bad": (
        "Laut SMART fällt das Laufwerk aus ({said}), wie schon vor dem Test."
    ),
}
"""Of drives that say in words what is failing."""

PLACE_SENTENCES = {
    "self_test_failed_already": (
        "Das Laufwerk hat seinen letzten Selbsttest nicht bestanden (Art: {kind}); die"
        " erste defekte Adresse ist {lba}."
    ),
}
"""Of drives that say where it is."""

SELF_TEST_SENTENCES = {
    "already_running": (
        "Das Laufwerk führt einen anderen Selbsttest aus, der nicht abgebrochen wird:"
        " {detail}"
    ),
    "ambiguous": "Mehr als ein Laufwerk hat diese Identität: {detail}",
    "not_taken": "Das Laufwerk hat den Selbsttest nicht angenommen: {detail}",
    "tool_hung": "{detail} kam nicht zurück; vielleicht hängt das Laufwerk.",
    "tool_missing": "{detail} fehlt auf der NAS.",
}
