"""How the documentation is built: `make docs`, with every warning an error."""

import re
import sys
from enum import Enum
from importlib.metadata import version as version_of
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

sys.path.insert(0, str(Path(__file__).parent))

project = "egovkit"
author = "the authors of egovkit"
release = version_of("egovkit")
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "_tables",
]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

default_role = "py:obj"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
maximum_signature_line_length = 88
napoleon_google_docstring = False
napoleon_use_rtype = False
# Attributes are listed with the class: as objects of their own they would stand twice.
napoleon_custom_sections = [("Attributes", "params_style")]
napoleon_attr_annotations = False

nitpicky = True
nitpick_ignore_regex = [
    # Type variables have no page; nor has what is imported for annotations alone.
    ("py:(class|obj)", r"(egovkit\..*\.)?_?[A-Z](_co)?"),
    ("py:class", r"StrEnum|Plain|(egovkit\.dossiers\._written\.)?Given"),
    # What only the package itself builds: a caller gets it ready made.
    ("py:class", r"egovkit\.deadlines\._deadline\.Course"),
    ("py:class", r"egovkit\.metrics\._solutions\.Family"),
    ("py:class", r"egovkit\.outcome\._(columns\.BoundColumn|source\.Source)"),
    (
        "py:class",
        r"egovkit\.storage\._(batch\.Work|rows\.Reckoning|workflows\.Workflows)",
    ),
    # Its documentation is elsewhere, and a build needs no network.
    ("py:class", r"(cryptography|hypothesis|sqlalchemy)\..*"),
    # What `calendar.days` is; it has no public name.
    ("py:class", r"DayVectors"),
]

html_theme = "furo"
html_title = "egovkit"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_show_copyright = False
copybutton_exclude = ".linenos, .gp, .go"

_PRIVATE_MODULE = re.compile(r"\._[a-z]\w*(?=\.)")


def resolve_elsewhere(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement
) -> nodes.Node | None:
    """Find names where they are public, and those of Python in its documentation.

    The modules of a package are private, so that a signature names a class by where it
    is written. Python's own names need no inventory, for which a build would have to
    reach the network. A name in a docstring that is no object is plain text.
    """
    target = str(node.get("reftarget"))
    public = _PRIVATE_MODULE.sub("", target)
    if public != target:
        domain = env.domains.python_domain
        builder, docname = app.builder, node["refdoc"]
        return domain.resolve_xref(env, docname, builder, "obj", public, node, text)
    module, _, name = target.rpartition(".")
    if module.partition(".")[0] in sys.stdlib_module_names and name:
        page = f"https://docs.python.org/3/library/{module}.html#{target}"
        return nodes.reference("", "", text, internal=False, refuri=page)
    return text if node.get("reftype") == "obj" else None


def skip_member(
    _: Sphinx, _what: str, _name: str, member: object, *_others: object
) -> bool | None:
    """List the members of enums, and not the fields of a tuple a second time."""
    if isinstance(member, Enum):
        return False
    is_field = str(member.__doc__).startswith("Alias for field number")
    return True if is_field else None


def setup(app: Sphinx) -> None:
    """Connect the two."""
    app.connect("missing-reference", resolve_elsewhere)
    app.connect("autodoc-skip-member", skip_member)
