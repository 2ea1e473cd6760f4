"""What people and automations ask of drives and hosts, one file for each kind of wish."""
