"""Why a test waits, stands still or was given up, in German."""

STEERING_SENTENCES = {
    "auto_started": (
        "Das Laufwerk ist neu in dieser NAS, leer und geblieben. Deshalb hat sein Burn-in"
        " von selbst begonnen, wie es die Optionen sagen."
    ),
    "helper_off": "Solange {helper} aus ist, beginnt kein Oberflächentest.",
    "helper_unknown": (
        "Es beginnt kein Oberflächentest, weil niemand sagen kann, ob {helper} an ist."
    ),
    "host_paused": "Solange die NAS angehalten ist, beginnt nichts.",
    "job_absent": "Das Laufwerk ist weder eingereiht noch wird es getestet.",
    "not_pausable": (
        "Was gerade läuft, lässt sich nicht anhalten ({stage}); es endet bald."
    ),
    "not_paused": "Der Burn-in ist nicht angehalten.",
    "outside_window": "Vor dem {opens} beginnt kein Oberflächentest.",
    "paused_by_heat": (
        "Der Test ist angehalten, bis das Laufwerk abgekühlt ist: Es hatte"
        " {temperature} °C."
    ),
    "paused_by_person": "Eine Person hat den Burn-in angehalten.",
    "paused_with_host": "Der Burn-in ist mit seiner NAS angehalten.",
    "silent": (
        "Seit {minutes} Minuten wurde kein Byte bewegt: Das Laufwerk versucht es immer"
        " wieder oder hängt."
    ),
    "stalled": (
        "Der Test wurde beendet, weil seit {minutes} Minuten kein Byte bewegt wurde: Das"
        " Laufwerk hängt oder versucht es ohne Ende."
    ),
    "too_hot": (
        "Der Test wurde beendet, weil das Laufwerk {temperature} °C hatte; ab {limit} °C"
        " wird es nicht getestet."
    ),
    "too_warm": (
        "Das Laufwerk hat {temperature} °C; ab {limit} °C beginnt darauf kein Test."
    ),
}
