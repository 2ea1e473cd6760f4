"""What runs on the NAS, run here."""
