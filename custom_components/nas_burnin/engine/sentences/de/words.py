"""Values of reasons that are words themselves, and how German writes numbers."""

from collections.abc import Mapping
from typing import Final

MOMENT: Final = "%d.%m.%Y %H:%M"
DECIMAL: Final = ","

STAGES: Mapping[str, str] = {
    "short_smart": "Kurzer Selbsttest",
    "long_smart": "Langer Selbsttest",
    "conveyance_smart": "Transport-Selbsttest",
    "surface_validate": "Oberfläche beschreiben und prüfen",
    "surface_read": "Oberfläche lesen",
    "final_check": "Abschlussprüfung",
}

_SELF_TESTS = {
    "short": "kurz",
    "long": "lang",
    "conveyance": "Transport",
    "selective": "selektiv",
    "other": "eine andere",
}

VALUES: Mapping[str, Mapping[str, str]] = {
    "bits": {
        "the spare flash is used up": "die Flash-Reserve ist aufgebraucht",
        "it is too hot or too cold": "es ist zu heiß oder zu kalt",
        "it is not reliable any more": "es ist nicht mehr verlässlich",
        "it can only be read": "es lässt sich nur noch lesen",
        "the backup of its memory failed": "die Sicherung seines Speichers ist ausgefallen",
        "its persistent memory can only be read": (
            "sein persistenter Speicher lässt sich nur noch lesen"
        ),
    },
    "detail": {
        "a log is unreadable: it is cut, or too long": (
            "ein Protokoll ist unlesbar: Es ist abgeschnitten oder zu lang"
        ),
        "a surface test needs a pattern": "ein Oberflächentest braucht ein Muster",
        "a surface test needs an error limit": (
            "ein Oberflächentest braucht eine Fehlergrenze"
        ),
        "it is empty": "sie ist leer",
        "only its log is there": "nur ihr Protokoll ist da",
        "records of a test of this drive are still on the host": (
            "die Aufzeichnungen eines Tests dieses Laufwerks sind noch auf der NAS"
        ),
        "the command ended without an exit status": "der Befehl endete ohne Status",
        "the connection was closed": "die Verbindung wurde beendet",
        "the connection was refused": "die Verbindung wurde abgelehnt",
        "the file is a database of something else": (
            "die Datei ist eine Datenbank von etwas anderem"
        ),
        "the first poll has no complete answer": (
            "die erste Abfrage hat keine vollständige Antwort"
        ),
        "the history is closed": "der Verlauf ist geschlossen",
        "the host shows no host key": "die NAS zeigt keinen Host-Schlüssel",
        "the host's answer broke off": "die Antwort der NAS brach ab",
        "the log can't be emptied while others read": (
            "das Protokoll lässt sich nicht leeren, während andere lesen"
        ),
        "the name can't be resolved": "der Name lässt sich nicht auflösen",
        "there is no way to the host": "es gibt keinen Weg dorthin",
        "there was no answer in time": "es kam rechtzeitig keine Antwort",
        "the test does not end yet; it is told again": (
            "der Test endet noch nicht; er wird erneut dazu aufgefordert"
        ),
        "/etc/machine-id is missing or empty": "/etc/machine-id fehlt oder ist leer",
    },
    "kind": _SELF_TESTS,
    "other": _SELF_TESTS,
    "passes": {
        "write": "Beim Schreiben",
        "verify": "Beim Lesen",
        "both": "In allen Durchgängen",
    },
    "stage": STAGES,
    "state": {
        "holding": "belegt es gerade",
        "held": "hält es",
        "refused": "abgelehnt",
        "testing": "testet",
        "paused": "angehalten",
        "ended": "beendet",
    },
}
"""By the name of the value; what is not among them is foreign, and stays as it is."""
