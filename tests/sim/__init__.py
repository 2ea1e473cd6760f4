"""The whole engine in virtual time: years of faults in seconds."""
