"""References to publications: formatted, and as BibTeX, CSL-JSON and RIS."""
