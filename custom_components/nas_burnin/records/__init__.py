"""What the history answers: jobs, reports, certificates, exports."""
