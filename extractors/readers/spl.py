"""Read FDA Structured Product Labeling: XML of the HL7 v3 vocabulary (urn:hl7-org:v3).

The source of the rules is the FDA's "SPL Implementation Guide with Validation Procedures": a document holds sections,
each with a LOINC code, a title, a narrative text and sections of its own; product data stand in the section 48780-1; a
section's ``excerpt`` is what the Highlights quote of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from extractors.model import Document, DocumentError, ElementKind, Issue, collapse
from extractors.readers.spl_text import Narrative, Node, Place, name_of, plain
from schemas.vocab import Severity, SourceFormat, Stage

NAMESPACE = "urn:hl7-org:v3"
_V3 = f"{{{NAMESPACE}}}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XHTML = b"http://www.w3.org/1999/xhtml"
_WEB_PAGE = re.compile(rb"<html|<!doctype\s+html", re.IGNORECASE)
_MAX_DEPTH = 100  # labels nest about 20 deep
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (_MAX_DEPTH + 1)})")
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")


def is_xml(raw: bytes) -> bool:
    """Say whether the file is XML that is no web page: labels are, and what else is read as one says what is wrong.

    >>> is_xml(b'<?xml version="1.0"?><document xmlns="urn:hl7-org:v3"/>'), is_xml(b"<html><body>Rash</body></html>")
    (True, False)
    >>> is_xml(b'<?xml version="1.0"?><div xmlns="http://www.w3.org/1999/xhtml"><p>Rash</p></div>')
    False
    """
    head = raw[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    is_label = NAMESPACE.encode() in head
    if not head.startswith(b"<?xml") and not is_label:
        return False
    return _WEB_PAGE.search(head) is None and (is_label or _XHTML not in head)


def read_spl(raw: bytes) -> Document:
    """Return the label in ``raw``: its text in reading order, section by section.

    A section begins with a HEADING element that carries its LOINC ``code`` and its depth (``level``, from 1); it is
    empty where the section has no title.  Hints: ``title``, ``section``, ``highlight`` (a Highlights excerpt),
    ``caption``, ``footnote``, ``figure``, and for product data ``brand_name``, ``generic_name``, ``active_ingredient``
    and ``application`` ("TABLET; ORAL").  Raises DocumentError: ``damaged_markup``, ``too_deep``, ``empty_document``,
    ``forbidden_markup`` (a document type definition; nothing outside the file is ever fetched), ``binary_content`` for
    XML that is no label.
    """
    root, issues = _parse(raw)
    if root.tag != f"{_V3}document":
        raise DocumentError("binary_content", f"XML, but no HL7 v3 document: {name_of(root)!r}")
    narrative = Narrative()
    products = _products(root)
    title = root.find(f"{_V3}title")
    narrative.title(title)
    name = narrative.text.strip()
    for section in root.iterfind(f"{_V3}component/{_V3}structuredBody/{_V3}component/{_V3}section"):
        _section(narrative, section, 1, products)
    if not narrative.elements:
        raise DocumentError("empty_document", "the label holds no section and no title")
    return Document(
        source_format=SourceFormat.SPL_XML,
        text=narrative.text,
        elements=tuple(narrative.elements),
        title=collapse(name) or None,
        language=_language(root),
        metadata=_metadata(root, products),
        issues=tuple(issues),
    )


def _parse(raw: bytes) -> tuple[Node, list[Issue]]:
    """Return the root; a file that is not in the encoding it names is tried once as Windows-1252."""
    try:
        return _parsed(raw), []
    except etree.XMLSyntaxError as error:
        if "encoding" not in str(error) and "not proper UTF-8" not in str(error):
            raise _damaged(error) from error
    try:
        root = _parsed(_DECLARATION.sub(b"", raw).decode("cp1252").encode())
    except (UnicodeDecodeError, etree.XMLSyntaxError) as error:
        raise _damaged(error) from error
    message = "the file is not in the encoding that it names; read as Windows-1252"
    return root, [Issue("decoded_with_fallback", message, Stage.READ, Severity.INFO)]


def _parsed(raw: bytes) -> Node:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(raw, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError(
            "forbidden_markup", "a document type definition: labels have none, and it may hide entities"
        )
    if _TOO_DEEP(root):
        raise DocumentError("too_deep", f"the markup is nested deeper than {_MAX_DEPTH}")
    return root


def _damaged(error: Exception) -> DocumentError:
    """Return what a parse error means for the document."""
    message = str(error)
    if "depth" in message.lower():
        return DocumentError("too_deep", message)
    place = f"line {error.lineno}" if isinstance(error, etree.XMLSyntaxError) else None
    return DocumentError("damaged_markup", message, place=place)


def _section(narrative: Narrative, node: Node, level: int, products: dict[str, list[str]]) -> None:
    """Add one section, then what it holds, in the order of the mark-up."""
    code = node.find(f"{_V3}code")
    loinc = None if code is None else code.get("code")
    narrative.heading(node.find(f"{_V3}title"), level, loinc)
    if loinc == "48780-1":
        _list_products(narrative, products)
    for child in node:
        tag = name_of(child)
        if tag == "text":
            narrative.flow(child, Place())
        elif tag == "excerpt":
            for text in child.iterfind(f"{_V3}highlight/{_V3}text"):
                narrative.flow(text, Place("highlight"))
        elif tag == "component":
            _component(narrative, child, level, products)


def _component(narrative: Narrative, node: Node, level: int, products: dict[str, list[str]]) -> None:
    """Add the sections inside a section, and what its figures are said to show."""
    for child in node:
        if name_of(child) == "section":
            _section(narrative, child, level + 1, products)
        elif name_of(child) == "observationMedia":
            narrative.line(ElementKind.FURNITURE, plain(child.find(f"{_V3}text")), "figure")


def _list_products(narrative: Narrative, products: dict[str, list[str]]) -> None:
    """Add what the product data say: names, active ingredients, forms and routes, each once."""
    for hint in ("brand_name", "generic_name", "active_ingredient", "application"):
        for value in products[hint]:
            narrative.line(ElementKind.PARAGRAPH, value, hint)


def _products(root: Node) -> dict[str, list[str]]:
    """Return what the product data say, by hint, in the order of the document."""
    found: dict[str, list[str]] = {}
    items = root.iter(f"{_V3}manufacturedProduct", f"{_V3}manufacturedMedicine", f"{_V3}partProduct")
    named = [p for p in items if p.find(f"{_V3}name") is not None or p.find(f"{_V3}formCode") is not None]
    found["brand_name"] = _once(plain(p.find(f"{_V3}name")) for p in named)
    found["generic_name"] = _once(plain(n) for n in root.iterfind(f".//{_V3}genericMedicine/{_V3}name"))
    found["active_ingredient"] = _once(_active_ingredients(root))
    found["dosage_form"] = _once(_display(p.find(f"{_V3}formCode")) for p in named)
    found["route"] = _once(_display(r) for r in root.iter(f"{_V3}routeCode"))
    found["application"] = _once(_application(p) for p in named)
    return found


def _active_ingredients(root: Node) -> Iterable[str]:
    """Yield the active ingredients, as named in the newer and the older form of the mark-up."""
    for item in root.iter(f"{_V3}ingredient"):
        if item.get("classCode", "").startswith("ACT"):
            yield plain(item.find(f"{_V3}ingredientSubstance/{_V3}name"))
    for item in root.iter(f"{_V3}activeIngredient"):
        yield plain(item.find(f"{_V3}activeIngredientSubstance/{_V3}name"))


def _application(product: Node) -> str:
    """Return "FORM; ROUTE, ROUTE" of one product; "" where it states no route."""
    holder = product if product.find(f"{_V3}consumedIn") is not None else product.getparent()
    routes = (
        _once(_display(r) for r in holder.iterfind(f"{_V3}consumedIn//{_V3}routeCode")) if holder is not None else []
    )
    form = _display(product.find(f"{_V3}formCode"))
    return f"{form}; {', '.join(routes)}" if form and routes else ""


def _display(node: Node | None) -> str:
    return "" if node is None else node.get("displayName", "").strip()


def _once(values: Iterable[str]) -> list[str]:
    """Return the values that are not empty, each once whatever its case, in their order."""
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(value.casefold(), value)
    found.pop("", None)
    return list(found.values())


def _metadata(root: Node, products: dict[str, list[str]]) -> dict[str, str]:
    """Return what the document says about itself; keys that it leaves out are missing."""
    told = {
        "set_id": _attribute(root, "setId", "root"),
        "version": _attribute(root, "versionNumber", "value"),
        "effective_time": _attribute(root, "effectiveTime", "value"),
        "document_code": _attribute(root, "code", "code"),
        **{key: "; ".join(values) for key, values in products.items() if key != "application"},
    }
    return {key: value for key, value in told.items() if value}


def _attribute(root: Node, tag: str, attribute: str) -> str:
    node = root.find(f"{_V3}{tag}")
    return "" if node is None else node.get(attribute, "").strip()


def _language(root: Node) -> str:
    """Return the language that the document names; FDA labels are English by default."""
    node = root.find(f"{_V3}languageCode")
    stated = root.get(_XML_LANG) or ("" if node is None else node.get("code", ""))
    return (stated or "en")[:2].lower()
