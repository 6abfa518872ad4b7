"""Comments in pages, ended where browsers end them."""


def ended(markup: str) -> str:
    """A page whose comments end with --> alone.

    Browsers also end them with --!>, and <!--> and <!---> are whole comments. The second of them
    may end one as well, where Internet Explorer is told to skip it.
    """
    if "--!>" in markup:
        markup = markup.replace("--!>", "-->")
    if "<!-->" in markup or "<!--->" in markup:
        markup = markup.replace("<!--->", "<!---->").replace("<!-->", "<!---->")
    return markup
