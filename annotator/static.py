"""How collected static files are named: by content hash, imports between JavaScript modules included."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files import File


class HashedModules(ManifestStaticFilesStorage):
    """Django's manifest storage, also rewriting `import` statements of ES modules to the hashed names."""

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The hashed name; the plain one as long as nothing was collected, as in tests."""
        return super().stored_name(name) if self.hashed_files else name

    def hashed_name(self, name: str, content: File | None = None, filename: str | None = None) -> str:
        """The name with its hash; the plain one where other people's files refer to what they did not ship."""
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name
