"""What the host says, or does not, in German: each table is sorted by code."""

SUPERVISOR_SENTENCES = {
    "ambiguous": "Mehr als ein Laufwerk hat diese Identität: {nodes}.",
    "bad_request": "Die NAS hat die Anfrage nicht angenommen ({field}).",
    "busy": "{node} ist in Benutzung: Etwas anderes auf der NAS belegt es.",
    "content_changed": (
        "{node} enthält nicht mehr, was der unterbrochene Test darauf hinterlassen hat"
        " (bei Byte {offset}). Vielleicht hat es jemand in Benutzung genommen."
    ),
    "drive_gone": "Das Laufwerk ist während des Tests aus der NAS verschwunden ({node}).",
    "has_signature": "{node} ist nicht leer: Es trägt {found}.",
    "identity_changed": "{node} ist nicht mehr das verlangte Laufwerk.",
    "internal_error": "Der Test ist auf der NAS fehlgeschlagen: {error}",
    "no_go": "Der Test wurde nicht rechtzeitig freigegeben und hat deshalb nicht begonnen.",
    "no_space": (
        "Die NAS hat keinen Platz für die Aufzeichnungen des Tests: {free} Bytes frei,"
        " {needed} nötig."
    ),
    "no_such_drive": "Die NAS hat kein solches Laufwerk.",
    "not_blank": "{node} ist nicht leer: Es enthält Daten.",
    "not_whole_disk": "{node} ist kein ganzes Laufwerk.",
    "open_failed": "{node} ließ sich nicht öffnen: {error}",
    "sample_failed": "Vom Inhalt von {node} ließen sich keine Stichproben lesen: {error}",
    "signature_unreadable": (
        "Die Signaturen auf dem Laufwerk ließen sich nicht lesen (Status {status}): {text}"
    ),
    "stop_file": "Der Test wurde beendet.",
    "stop_signal": "Die NAS hat den Test beendet ({signal}).",
    "tool_exit": "badblocks endete mit Status {exit}: {text}",
    "tool_missing": "{tool} fehlt auf der NAS.",
    "tool_signal": "badblocks wurde durch Signal {signal} beendet.",
}

CONTROL_SENTENCES = {
    "alive": "Der Test läuft auf der NAS noch und lässt sich jetzt nicht beenden.",
    "bad_request": "Die NAS hat die Anfrage nicht angenommen ({detail}).",
    "exists": "Die NAS hat schon einen Test dieses Laufwerks.",
    "failed": "Die NAS konnte es nicht tun: {detail}",
    "no_such_test": "Die NAS hat keinen solchen Test.",
    "not_held": "Der Test hält das Laufwerk nicht und wurde deshalb nicht freigegeben.",
    "not_ours": "Der Ordner des Tests auf der NAS wurde durch etwas anderes ersetzt.",
    "not_ready": "Der Test auf der NAS war nicht rechtzeitig bereit.",
    "not_running": "Der Test läuft nicht.",
    "other_nonce": (
        "Den Test auf der NAS hat jemand anderes gestartet, oder er stammt von einem"
        " anderen Mal."
    ),
    "refused": "Die NAS hat abgelehnt, den Test zu beginnen.",
    "start_failed": "Die NAS konnte den Test nicht starten: {detail}",
}

OWNERSHIP_SENTENCES = {
    "other_owner": "Eine andere Steuerung hat die NAS inzwischen übernommen ({detail}).",
    "owner_foreign": (
        "Eine andere Steuerung, „{name}“, startet seit {since} Tests auf dieser NAS. Was"
        " dort läuft, bleibt unberührt. Übernimmt diese hier, startet jene dort keine"
        " Tests mehr."
    ),
    "owner_newer": (
        "Eine neuere Kopie dieses Home Assistant hat diese NAS übernommen ({since}):"
        " Dieses hier wurde aus einem Backup wiederhergestellt oder ist ein Klon. Was"
        " seine Warteschlange löschen will, wurde seitdem vielleicht getestet und ist in"
        " Benutzung."
    ),
    "owner_unread": "Die NAS hat nicht gesagt, zu welcher Steuerung sie gehört.",
    "owner_unreadable": (
        "Die Aufzeichnung, zu welcher Steuerung diese NAS gehört, ist nicht lesbar."
    ),
    "queue_after_gap": (
        "Home Assistant hat sich von {since} bis {until} nicht um diese NAS gekümmert."
        " Was die Warteschlange löschen will, wurde inzwischen vielleicht in Benutzung"
        " genommen."
    ),
    "queue_clock_set_back": (
        "Die Uhr von Home Assistant wurde von {since} auf {until} zurückgestellt, und so"
        " kann niemand sagen, wie lange es sich nicht um diese NAS gekümmert hat. Was die"
        " Warteschlange löschen will, wurde inzwischen vielleicht in Benutzung genommen."
    ),
    "queue_history_restored": (
        "Der Verlauf wurde aus der Kopie von {at} wiederhergestellt: Was seitdem getan"
        " wurde, fehlt darin. Was die Warteschlange löschen will, wurde vielleicht"
        " abgebrochen, oder getestet und in Benutzung genommen."
    ),
    "under_test": (
        "Eine andere Steuerung, „{controller}“, testet dieses Laufwerk ({unit})."
    ),
}

READER_SENTENCES = {
    "detector_absent": "In der Antwort der NAS fehlt ein Teil ({frame}).",
    "detector_cut": "Die Antwort war zu lang und wurde abgeschnitten.",
    "detector_failed": "Das Werkzeug ist mit Status {status} fehlgeschlagen: {detail}",
    "detector_killed": "Das Werkzeug wurde durch Signal {signal} beendet.",
    "detector_missing": "Das Werkzeug fehlt auf der NAS.",
    "detector_timed_out": "Das Werkzeug hat nicht rechtzeitig geantwortet.",
    "detector_unreadable": "Die Antwort ist nicht zu verstehen: {detail}",
    "machine_id_missing": "Die NAS hat keine Maschinen-ID.",
    "python_too_old": "Die NAS hat Python {found}; nötig ist {needed} oder neuer.",
}

ERROR_SENTENCES = {
    "answer_unusable": "Die Antwort der NAS ist nicht zu verstehen: {detail}",
    "authentication_refused": "Die NAS lehnt den Benutzer oder den Schlüssel ab.",
    "burn_in_error": "Etwas ist schiefgegangen: {detail}",
    "command_timed_out": "Die NAS hat nicht rechtzeitig geantwortet.",
    "drive_has_job": "Das Laufwerk ist schon eingereiht oder wird schon getestet.",
    "drive_refused": "So lässt sich das Laufwerk nicht testen: {detail}",
    "engine_stopped": (
        "Die Burn-in-Steuerung von {host} ist stehen geblieben. Lade den Eintrag neu."
    ),
    "history_error": "Der Verlauf lässt sich nicht lesen oder schreiben: {detail}",
    "history_too_new": (
        "Der Verlauf wurde von einer neueren Version geschrieben ({found}; diese kennt"
        " {known})."
    ),
    "host_key_changed": "Die NAS zeigt einen anderen Schlüssel als den akzeptierten.",
    "host_unreachable": "Die NAS ist nicht erreichbar: {detail}",
    "job_ended": "Der Auftrag ist beendet und lässt sich nicht mehr ändern.",
    "key_unusable": "Der private Schlüssel ist nicht lesbar: {detail}",
    "shell_unusable": "Die Anmelde-Shell auf der NAS führt keine Befehle aus: {detail}",
    "sudo_refused": "sudo erlaubt es auf der NAS nicht: {detail}",
}
