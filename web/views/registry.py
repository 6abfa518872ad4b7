"""All blueprints of the site; to add one, import it and add it to VIEWS."""

from web.static_files import assets
from web.views.analysis import analysis
from web.views.api import api
from web.views.batch import batches
from web.views.collecting import collecting
from web.views.collection_api import collection_api
from web.views.collections import collections
from web.views.export import export
from web.views.facets import facets
from web.views.health import health
from web.views.help import help_pages
from web.views.home import homes
from web.views.pages import pages
from web.views.phrases import phrases
from web.views.preferences import preferences
from web.views.reports import reports
from web.views.scans import scans
from web.views.trace import tracing

VIEWS = (
    assets,
    homes,
    pages,
    preferences,
    reports,
    scans,
    export,
    help_pages,
    analysis,
    phrases,
    facets,
    batches,
    tracing,
    api,
    health,
    collections,
    collecting,
    collection_api,
)
"""All blueprints; their routes are all addresses of the site."""
