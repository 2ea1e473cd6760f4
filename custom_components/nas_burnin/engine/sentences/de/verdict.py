"""What became of a job and of its tests, in German: sorted by code."""

JOB_SENTENCES = {
    "cancelled": "Der Burn-in wurde abgebrochen.",
    "expired": (
        "Der Burn-in wurde aus der Warteschlange genommen: Niemand hat ihn innerhalb"
        " eines Tages bestätigt."
    ),
}

VERDICT_SENTENCES = {
    "bad_blocks": (
        "Defekte Blöcke gefunden: {count} ({read} Lesefehler, {write} Schreibfehler und"
        " {corruption} Vergleichsfehler über alle Muster)."
        " In Blöcken von {block_size} Bytes: {blocks}."
    ),
    "bad_blocks_so_far": (
        "Bis dahin wurden defekte Blöcke gefunden: {count} ({read} Lesefehler, {write}"
        " Schreibfehler und {corruption} Vergleichsfehler)."
        " In Blöcken von {block_size} Bytes: {blocks}."
    ),
    "blocks_not_located": (
        "Einige dieser Nummern können um bis zu {blocks} Blöcke zu hoch sein: badblocks"
        " sagt nicht, welche davon es vom Ende des Gelesenen an zählt."
    ),
    "drive_gone": "Das Laufwerk ist während des Tests aus der NAS verschwunden.",
    "end_not_known": "Der Test endete auf eine Weise, die nicht bekannt ist ({end}).",
    "error_limit_reached": "Der Test gab nach {limit} defekten Blöcken auf.",
    "error_limit_unproven": (
        "Der Test gab wegen defekter Blöcke auf, aber in seinen Aufzeichnungen steht"
        " keiner."
    ),
    "exit_not_clean": (
        "badblocks endete nicht so, wie es sollte ({pattern}: {status})."
    ),
    "foreign_record": (
        "Die Aufzeichnungen auf der NAS gehören zu einem anderen Test ({unit}); über"
        " diesen ist nichts bekannt."
    ),
    "health_bad": (
        "Laut SMART fällt das Laufwerk aus; vor dem Test war das noch nicht so."
    ),
    "health_not_compared": (
        "Laut SMART ist das Laufwerk in Ordnung; was SMART vor dem Test sagte, ist nicht"
        " bekannt."
    ),
    "health_not_read": (
        "Der Zustand des Laufwerks ließ sich nach dem Test nicht lesen."
    ),
    "health_not_reported": "Das Laufwerk meldet seinen Zustand nicht.",
    "health_of_other_drive": (
        "Der Zustand vor dem Test stammt vom Laufwerk „{before}“, der danach von"
        " „{after}“."
    ),
    "health_recovered": (
        "Vor dem Test fiel das Laufwerk laut SMART aus, jetzt nicht mehr."
    ),
    "health_was_bad": "Laut SMART fällt das Laufwerk aus, wie schon vor dem Test.",
    "interrupted": (
        "Der Test brach auf der NAS ohne ein Wort ab: Sie wurde neu gestartet, verlor den"
        " Strom oder hat den Test beendet."
    ),
    "no_record": "Die NAS hat keine Aufzeichnungen des Tests mehr.",
    "not_completed": "badblocks kam nicht bis zum Ende ({pattern}).",
    "nothing_tested": "Es wurde nichts getestet.",
    "other_range": (
        "badblocks hat nicht die Blöcke getestet, die es testen sollte ({pattern}:"
        " {first} bis {last})."
    ),
    "output_not_whole": (
        "Die Ausgabe von badblocks ist nicht vollständig erhalten ({pattern})."
    ),
    "output_odd": (
        "badblocks hat ausgegeben, was bei einem sauberen Test nicht vorkommt"
        " ({pattern}): {text}"
    ),
    "phases_missing": (
        "badblocks hat nicht jede Phase des Musters durchlaufen ({pattern}: {found})."
    ),
    "run_failed": "badblocks konnte seine Arbeit nicht tun.",
    "runs_missing": "Die Aufzeichnungen enthalten {found} von {planned} Mustern.",
    "slow_region": (
        "Von {from} bis {to} GB ist das Laufwerk in jedem Durchgang langsam: {speed} MB/s,"
        " während es zu beiden Seiten {expected} MB/s sind. Schwache Sektoren werden"
        " immer wieder gelesen."
    ),
    "slower_than_siblings": (
        "{passes} war das Laufwerk langsamer als andere seines Modells: im Mittel {speed}"
        " MB/s, die anderen schaffen {expected} MB/s. Sieh nach Kabel, Anschluss und"
        " Schreibpuffer; vielleicht liest das Laufwerk selbst vieles immer wieder."
    ),
    "stopped": "Der Test wurde beendet.",
    "tail_untested": (
        "Die letzten {bytes} Bytes, weniger als ein Block, wurden nicht getestet."
    ),
    "times_missing": (
        "Die Zeiten der Phasen stehen nicht in den Aufzeichnungen ({pattern})."
    ),
}
