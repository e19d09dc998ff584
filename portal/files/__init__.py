"""Every public list once more for programs: JSON and CSV beside the page, and a schema that says what a field means."""
