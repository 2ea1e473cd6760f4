"""The German sentences of every reason why a drive may not be erased."""

_IDENTITY = {
    "serial_missing": "{nodes} zeigt keine Seriennummer; nichts unterscheidet dieses Laufwerk von einem anderen.",
    "serial_placeholder": "{nodes} zeigt die Seriennummer „{serial}“, einen Platzhalter, den auch andere Laufwerke zeigen.",
    "serial_garbled": "{nodes} zeigt eine Seriennummer, die nicht lesbar ist: „{serial}“.",
    "serial_duplicate": "{nodes} und {others} zeigen dieselbe Seriennummer und keine World Wide Names, die sie unterscheiden.",
    "serial_disagrees": "Das System sagt, {node} sei das Laufwerk „{sysfs}“, das Laufwerk selbst sagt „{smart}“: Ein Adapter antwortet für es.",
    "wwn_disagrees": "Das System kennt {node} unter dem World Wide Name {sysfs}, das Laufwerk selbst sagt {smart}.",
    "wwn_shared": "{nodes} und {others} zeigen denselben World Wide Name, aber verschiedene Seriennummern.",
    "paths_disagree": "{nodes} sind anscheinend Pfade zu einem Laufwerk, unterscheiden sich aber in Name, Seriennummer oder Größe.",
    "paths_unconfirmed": "{nodes} sind anscheinend Pfade zu einem Laufwerk, aber SMART hat das noch nicht auf jedem von ihnen bestätigt.",
}

_USE = {
    "pool_member": "{node} gehört zum Pool „{pool}“ ({role}, {health}).",
    "boot_pool_member": "{node} gehört zum Boot-Pool „{pool}“ ({role}, {health}): Von ihm läuft das System.",
    "pool_label": "{node} trägt das Label des importierten Pools „{pool}“, gehört aber nicht zu seinen Mitgliedern: Es ist vielleicht ein fehlendes oder abgehängtes.",
    "exported_pool": "{node} gehört zum Pool „{pool}“, der nicht importiert ist.",
    "zfs_label": "{node} trägt ein ZFS-Label ohne den Namen eines Pools: eine Reserve, ein Cache oder ein Teil eines Pools, der nicht importiert ist.",
    "mounted": "{node} ist unter {target} eingehängt.",
    "swap": "{node} wird als Auslagerungsspeicher benutzt.",
    "held": "{node} wird von {holder} belegt.",
    "opened": "{node} ist auf der NAS in einem anderen Programm zum Schreiben geöffnet: {process} (Prozess {pid}).",
    "array_member": "{node} gehört zum Array {array}.",
    "stacked": "{node} ({kind}) steht auf diesem Laufwerk und ist aktiv.",
    "hidden_path": "{node} ist ein verborgener Pfad zu diesem Laufwerk, der sich nicht belegen lässt.",
    "under_test": "Auf diesem Laufwerk läuft ein Test ({unit}).",
    "no_size": "{node} hat keine Größe: Es ist kein Medium da, oder das Laufwerk antwortet nicht.",
    "read_only": "{node} lässt sich nur lesen.",
    "zoned": "{node} ist ein Laufwerk mit Zonen ({model}), das sich nicht beliebig beschreiben lässt.",
}

_CONTENT = {
    "partitions": "{node} hat Partitionen ({count}).",
    "partition_table": "{node} hat eine Partitionstabelle ({kind}).",
    "signature": "{node} trägt eine Signatur von {kind}.",
    "set_member": "{node} ist Teil von etwas Größerem, das jetzt nicht aktiv ist ({kind}).",
    "signature_ambivalent": "{node} trägt Signaturen von mehr als einer Art der Benutzung.",
    "content": "{node} ist nicht leer: Es enthält Daten unbekannter Art.",
}

_BLIND = {
    "host_unread": "Die NAS hat nicht gesagt, was sie ist.",
    "no_boot_pool": "TrueNAS zeigt keinen Boot-Pool, was nicht sein kann: Der Liste der Pools wird nicht geglaubt.",
    "pool_member_lost": "Der Pool „{pool}“ hat ein Mitglied, das sich keinem Laufwerk zuordnen lässt ({node}, {health}): Es könnte dieses sein.",
    "boot_pool_member_lost": "Der Boot-Pool „{pool}“ hat ein Mitglied, das sich keinem Laufwerk zuordnen lässt ({node}, {health}): Es könnte dieses sein.",
    "mounted_lost": "{node}, unter {target} eingehängt, lässt sich keinem Laufwerk zuordnen: Es könnte dieses sein.",
    "swap_lost": "Der Auslagerungsspeicher {node} lässt sich keinem Laufwerk zuordnen: Es könnte dieses sein.",
    "held_lost": "{node}, von {holder} belegt, lässt sich keinem Laufwerk zuordnen: Es könnte dieses sein.",
    "opened_lost": "{node}, in {process} (Prozess {pid}) zum Schreiben geöffnet, lässt sich keinem Laufwerk zuordnen: Es könnte dieses sein.",
    "array_member_lost": "{node}, Teil des Arrays {array}, lässt sich keinem Laufwerk zuordnen: Es könnte dieses sein.",
    "disk_missing_in_sysfs": "{node} fehlt in der Laufwerksliste des Kernels.",
    "disk_missing_in_lsblk": "{node} fehlt in der Liste von lsblk.",
    "signature_unread": "{node} wurde noch nicht nach Signaturen durchsucht.",
    "signature_unreadable": "{node} trägt eine Signatur, die nicht lesbar ist.",
    "sample_unread": "Vom Inhalt von {node} wurden noch keine Stichproben gelesen.",
    "sample_failed": "Vom Inhalt von {node} ließen sich keine Stichproben lesen: {detail}",
    "sample_thin": "Vom Inhalt von {node} wurden an zu wenigen Stellen Stichproben gelesen.",
    "smart_unread": "SMART hat noch nicht bestätigt, welches Laufwerk {node} ist.",
}

_REFUSALS = {
    "drive_absent": "Die NAS zeigt dieses Laufwerk nicht.",
    "drive_ambiguous": "Die NAS zeigt mehr als ein Laufwerk unter diesem Namen.",
    "snapshot_incomplete": "Die Antwort der NAS brach vorzeitig ab.",
    "snapshot_before_start": "Die Belege stammen aus der Zeit vor dem Startwunsch.",
    "snapshot_too_old": "Die Belege sind zu alt.",
    "lock_missing": "Die Sperre des Laufwerks wurde nicht bestimmt.",
    "test_left_behind": "Ein früherer Test hat seine Aufzeichnungen auf der NAS hinterlassen ({unit}).",
    "test_not_seen": "Der Test {unit} steht nicht in der Antwort der NAS.",
    "test_not_ours": "Den Test {unit} hat jemand anderes gestartet, oder er stammt von einem anderen Mal.",
    "test_not_holding": "Der Test {unit} hält das Laufwerk nicht (Stand: {state}).",
    "host_rebooted": "Die NAS wurde seitdem neu gestartet.",
    "nodes_not_held": "Der Test hält {held} statt aller Pfade zum Laufwerk ({nodes}).",
    "held_sample_unread": "Der Test {unit} hat von dem Laufwerk, das er hält, keine Stichproben gelesen.",
    "held_sample_failed": "Der Test {unit} konnte von dem Laufwerk, das er hält, keine Stichproben lesen: {detail}",
    "held_sample_thin": "Der Test {unit} hat von dem Laufwerk, das er hält, an zu wenigen Stellen Stichproben gelesen.",
    "held_content": "Das Laufwerk, das der Test {unit} hält, ist nicht leer.",
    "held_signature_unread": "Der Test {unit} hat das Laufwerk, das er hält, nicht nach Signaturen durchsucht.",
    "held_signature": "Das Laufwerk, das der Test {unit} hält, trägt eine Signatur von {kind}.",
}

_UNLOCKS = {
    "no_person": "Nur eine angemeldete Person kann ein Laufwerk entsperren.",
    "wrong_token": "Das sind nicht die Wörter, die dieses Laufwerk entsperren.",
    "too_many_tries": "Zu oft falsche Wörter: für {minutes} Minuten kein weiterer Versuch.",
    "different_locks": "Laufwerke werden nur dann zusammen entsperrt, wenn jedes von ihnen dieselben Wörter entsperren; Laufwerke mit alten Daten nur einzeln.",
    "unlock_not_needed": "Das Laufwerk ist leer und braucht keine Entsperrung.",
    "in_use_stays_locked": "Keine Wörter entsperren ein Laufwerk, das so in Benutzung ist: Was es benutzt, muss es zuerst freigeben.",
    "unknown_stays_locked": "Keine Wörter entsperren ein Laufwerk, solange sich nicht sagen lässt, wofür es benutzt wird.",
    "no_words": "Es gibt keine Wörter, die dieses Laufwerk entsperren: Seine Seriennummer oder der Name seines Pools ist nicht bekannt.",
    "unlock_expired": "Die Entsperrung ist abgelaufen.",
    "unlock_clock_set_back": "Die Uhr wurde zurückgestellt, und damit endete die Entsperrung.",
    "unlock_replaced": "Das Laufwerk wurde erneut entsperrt.",
    "unlocked_by_other": "Jemand anderes hat das Laufwerk entsperrt und kann allein seinen Test starten.",
    "evidence_changed": "Was über das Laufwerk bekannt ist, hat sich seit dem Entsperren geändert.",
    "not_what_was_seen": "Was über das Laufwerk bekannt ist, ist nicht mehr das, was beim Startwunsch angezeigt wurde. Sieh es dir noch einmal an.",
    "release_pool": "ZFS belegt das Laufwerk für den Pool „{pool}“. Exportiere zuerst den Pool (zpool export {pool}); dann ist das Laufwerk als Teil eines exportierten Pools gesperrt und lässt sich als solches entsperren.",
    "release_pool_member": "ZFS belegt das Laufwerk für den Pool „{pool}“. Exportiere den Pool oder nimm das Laufwerk aus ihm heraus; sieh dir dann das Laufwerk noch einmal an.",
    "release_boot_pool": "Das System läuft vom Pool „{pool}“, deshalb lässt er sich nicht exportieren. Nimm zuerst das Laufwerk aus ihm heraus (zpool detach); sieh dir dann das Laufwerk noch einmal an.",
    "release_mount": "{node} ist eingehängt. Hänge es zuerst aus (umount {target}); sieh dir dann das Laufwerk noch einmal an.",
    "release_mounted": "{node} ist eingehängt. Hänge es zuerst aus; sieh dir dann das Laufwerk noch einmal an.",
}

SAFETY_SENTENCES = _IDENTITY | _USE | _CONTENT | _BLIND | _REFUSALS | _UNLOCKS
"""By code of the reason; placeholders are the reason's values."""
