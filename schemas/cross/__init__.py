"""Rules across rows, sheets, filers and accepted versions (⇄ in forms.md), one module a topic."""
