"""How collected static files are named: by content hash, so that browsers keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedOnceCollected(ManifestStaticFilesStorage):
    """Django's manifest storage; plain names as long as nothing was collected, as in tests.

    Imports between ES modules keep their plain names, which browsers ask for anew (WHITENOISE_MAX_AGE): rewriting
    them needs a module graph without circles and at most five deep.
    """

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
