"""The Django project: settings, addresses and entry points. Wiring only; the domain is in `articles`."""
