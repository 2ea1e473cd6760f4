"""What a person reads about tests that were broken off, and gone on with, in German."""

RESUME_SENTENCES = {
    "attempts_not_whole": (
        "Die Versuche zu diesem Test ergeben keinen ganzen: Ein Teil der Oberfläche ist"
        " nicht nachgewiesen."
    ),
    "content_changed": (
        "Das Laufwerk enthält nicht mehr, was der unterbrochene Test darauf hinterlassen"
        " hat ({found}). Vielleicht hat es jemand in Benutzung genommen."
    ),
    "drive_not_back": (
        "Der Test wurde unterbrochen, und das Laufwerk kam innerhalb von {minutes} Minuten"
        " nicht zurück. Wenn es wieder da ist, lässt sich der Test fortsetzen."
    ),
    "drive_was_gone": (
        "Das Laufwerk ist während des Tests aus der NAS verschwunden ({times}-mal) und"
        " zurückgekommen. Sieh nach seinem Kabel, seiner Stromversorgung und seinem Platz."
    ),
    "host_restarted": (
        "Die NAS wurde während des Tests neu gestartet oder verlor den Strom."
    ),
    "host_stopping": "Die NAS hat einen Test beendet, wie sie es vor einem Neustart tut.",
    "interrupted_ask": (
        "Die NAS wurde neu gestartet oder verlor den Strom. Der Test wartet, bis ihn"
        " jemand weitergehen lässt."
    ),
    "no_headway": (
        "Der Test wurde {times}-mal hintereinander unterbrochen, bevor er irgendetwas"
        " erledigt hatte."
    ),
    "no_records_left": (
        "Die NAS hat keine Aufzeichnungen des Tests mehr: Was seit seinem Beginn getan"
        " wurde, wird wiederholt."
    ),
    "nothing_to_resume": (
        "Es gibt keinen Test dieses Laufwerks, der sich fortsetzen ließe."
    ),
    "was_resumed": "Der Test wurde schon fortgesetzt.",
}
