"""The English sentences of every reason why a drive may not be erased."""

_IDENTITY = {
    "serial_missing": "{nodes} shows no serial number, so nothing tells this drive from another.",
    "serial_placeholder": "{nodes} shows the serial number “{serial}”, which is a placeholder that other drives show, too.",
    "serial_garbled": "{nodes} shows a serial number that cannot be read: “{serial}”.",
    "serial_duplicate": "{nodes} and {others} show the same serial number and no world-wide names that tell them apart.",
    "serial_disagrees": "The system says that {node} is the drive “{sysfs}”, the drive itself says “{smart}”: an adapter answers for it.",
    "wwn_disagrees": "The system knows {node} by the world-wide name {sysfs}, the drive itself says {smart}.",
    "wwn_shared": "{nodes} and {others} show the same world-wide name, but different serial numbers.",
    "paths_disagree": "{nodes} seem to be paths to one drive, but differ in name, serial number or size.",
    "paths_unconfirmed": "{nodes} seem to be paths to one drive, but SMART has not confirmed it on each of them yet.",
}

_USE = {
    "pool_member": "{node} belongs to the pool “{pool}” ({role}, {health}).",
    "boot_pool_member": "{node} belongs to the boot pool “{pool}” ({role}, {health}): the system runs from it.",
    "pool_label": "{node} carries the label of the imported pool “{pool}” but is not among its members: it may be a missing or detached one.",
    "exported_pool": "{node} belongs to the pool “{pool}”, which is not imported.",
    "zfs_label": "{node} carries a ZFS label without a pool's name: a spare, a cache or part of a pool that is not imported.",
    "mounted": "{node} is mounted on {target}.",
    "swap": "{node} is used as swap space.",
    "held": "{node} is held by {holder}.",
    "opened": "{node} is open for writing in another program on the host: {process} (process {pid}).",
    "array_member": "{node} belongs to the array {array}.",
    "stacked": "{node} ({kind}) stands on this drive and is active.",
    "hidden_path": "{node} is a hidden path to this drive, which cannot be held.",
    "under_test": "A test is running on this drive ({unit}).",
    "no_size": "{node} has no size: there is no medium, or the drive does not answer.",
    "read_only": "{node} is read-only.",
    "zoned": "{node} is a zoned drive ({model}), which cannot be written at random.",
}

_CONTENT = {
    "partitions": "{node} has partitions ({count}).",
    "partition_table": "{node} has a partition table ({kind}).",
    "signature": "{node} carries a signature of {kind}.",
    "set_member": "{node} is part of something larger that is not active now ({kind}).",
    "signature_ambivalent": "{node} carries signatures of more than one kind of use.",
    "content": "{node} is not blank: it holds data of an unknown kind.",
}

_BLIND = {
    "host_unread": "The host did not say what it is.",
    "no_boot_pool": "TrueNAS shows no boot pool, which cannot be: the list of pools is not believed.",
    "pool_member_lost": "The pool “{pool}” has a member that cannot be matched to a drive ({node}, {health}): it could be this one.",
    "boot_pool_member_lost": "The boot pool “{pool}” has a member that cannot be matched to a drive ({node}, {health}): it could be this one.",
    "mounted_lost": "{node}, mounted on {target}, cannot be matched to a drive: it could be this one.",
    "swap_lost": "The swap space {node} cannot be matched to a drive: it could be this one.",
    "held_lost": "{node}, held by {holder}, cannot be matched to a drive: it could be this one.",
    "opened_lost": "{node}, open for writing in {process} (process {pid}), cannot be matched to a drive: it could be this one.",
    "array_member_lost": "{node}, part of the array {array}, cannot be matched to a drive: it could be this one.",
    "disk_missing_in_sysfs": "{node} is missing in the kernel's list of disks.",
    "disk_missing_in_lsblk": "{node} is missing in the list of lsblk.",
    "signature_unread": "{node} has not been searched for signatures yet.",
    "signature_unreadable": "{node} carries a signature that cannot be read.",
    "sample_unread": "The content of {node} has not been sampled yet.",
    "sample_failed": "The content of {node} could not be sampled: {detail}",
    "sample_thin": "The content of {node} was sampled in too few places.",
    "smart_unread": "SMART has not confirmed yet which drive {node} is.",
}

_REFUSALS = {
    "drive_absent": "The host does not show this drive.",
    "drive_ambiguous": "The host shows more than one drive under this name.",
    "snapshot_incomplete": "The host's answer was cut short.",
    "snapshot_before_start": "The evidence is from before the start was asked for.",
    "snapshot_too_old": "The evidence is too old.",
    "lock_missing": "The drive's lock was not determined.",
    "test_left_behind": "An earlier test left its records on the host ({unit}).",
    "test_not_seen": "The test {unit} is not in the host's answer.",
    "test_not_ours": "The test {unit} was started by somebody else, or at another time.",
    "test_not_holding": "The test {unit} does not hold the drive (it is {state}).",
    "host_rebooted": "The host has been restarted since.",
    "nodes_not_held": "The test holds {held} instead of all paths to the drive ({nodes}).",
    "held_sample_unread": "The test {unit} did not sample the drive that it holds.",
    "held_sample_failed": "The test {unit} could not sample the drive that it holds: {detail}",
    "held_sample_thin": "The test {unit} sampled the drive that it holds in too few places.",
    "held_content": "The drive that the test {unit} holds is not blank.",
    "held_signature_unread": "The test {unit} did not search the drive that it holds for signatures.",
    "held_signature": "The drive that the test {unit} holds carries a signature of {kind}.",
}

_UNLOCKS = {
    "no_person": "Only a person who is logged in can unlock a drive.",
    "wrong_token": "These are not the words that unlock this drive.",
    "too_many_tries": "Wrong words too often: no further try for {minutes} minutes.",
    "different_locks": "Drives are unlocked together only when the same words unlock each of them; drives that hold old data, one by one.",
    "unlock_not_needed": "The drive is blank and needs no unlock.",
    "in_use_stays_locked": "No words unlock a drive that is in use like this: what uses it has to let go of it.",
    "unknown_stays_locked": "No words unlock a drive while it cannot be told what it is used for.",
    "no_words": "There are no words to unlock this drive: its serial number, or the name of its pool, is not known.",
    "unlock_expired": "The unlock has run out.",
    "unlock_clock_set_back": "The clock was set back, so the unlock has ended.",
    "unlock_replaced": "The drive was unlocked anew.",
    "unlocked_by_other": "The drive was unlocked by somebody else, who alone can start its test.",
    "evidence_changed": "What is known of the drive has changed since it was unlocked.",
    "not_what_was_seen": "What is known of the drive is not what was shown when the test was asked for. Look at it again.",
    "release_pool": "ZFS holds the drive for the pool “{pool}”. Export the pool first (zpool export {pool}); the drive is then locked as part of an exported pool, and can be unlocked as that.",
    "release_pool_member": "ZFS holds the drive for the pool “{pool}”. Export the pool, or take the drive out of it; then look at the drive again.",
    "release_boot_pool": "The system runs from the pool “{pool}”, so that cannot be exported. Take the drive out of it first (zpool detach); then look at the drive again.",
    "release_mount": "{node} is mounted. Unmount it first (umount {target}); then look at the drive again.",
    "release_mounted": "{node} is mounted. Unmount it first; then look at the drive again.",
}

SAFETY_SENTENCES = _IDENTITY | _USE | _CONTENT | _BLIND | _REFUSALS | _UNLOCKS
"""By code of the reason; placeholders are the reason's values."""
