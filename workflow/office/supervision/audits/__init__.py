"""Special audits (专项审计) of an office or an officer: questions, findings that rest on events, answers, an end."""
