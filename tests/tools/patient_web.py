"""The command line of baogao whose searches are not cut by their time, for tests in a browser.

On a busy machine the half second of a query may pass, or the time of a request in which completions
are first made; the page then says so, as it should, and a test that compares two pages would fail
now and then.
"""

import baogao
from web import context, request_costs

SECONDS = 60.0

if __name__ == "__main__":
    context.QUERY_SECONDS = request_costs.PAGE_SECONDS = SECONDS
    baogao.main()
