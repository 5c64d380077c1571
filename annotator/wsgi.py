"""The WSGI entry point, served by granian: `granian --interface wsgi annotator.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from annotator.serve import THREADS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
os.environ.setdefault("CONNECTIONS", str(THREADS + 8))

application = get_wsgi_application()

# A page of an export is tens of thousands of small objects that all live until it is sent. Looking through them, and
# through what was loaded once and for all, every 700 objects took a tenth of the time of lists and exports.
gc.collect()
gc.freeze()
gc.set_threshold(100_000, 10, 10)
