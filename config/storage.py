"""Static files as the production server hands them out."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Names with a hash of the content, also inside `import` lines of our ES modules."""

    support_js_module_import_aggregation = True
