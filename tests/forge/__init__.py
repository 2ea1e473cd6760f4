"""What hassfest, HACS and our own habits ask of the files of the repository."""
