"""How collected static files are named: by content hash, imports between JavaScript modules included."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedModules(ManifestStaticFilesStorage):
    """Django's manifest storage, also rewriting `import` statements of ES modules to the hashed names."""

    support_js_module_import_aggregation = True
