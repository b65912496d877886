"""Reads the feeds and sitemaps of built sites with the libraries that readers use.

Arguments: the schema of sitemaps.org, then the folders of the sites.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import xmlschema

# The parts of Google's news schema that it documents (sitemap-news.xsd, version 0.9), written anew, since no registry
# carries it, and hreflang links as Google documents them.
NEWS = """<?xml version="1.0"?>
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns="http://www.google.com/schemas/sitemap-news/0.9"
    targetNamespace="http://www.google.com/schemas/sitemap-news/0.9" elementFormDefault="qualified">
  <xsd:element name="news"><xsd:complexType><xsd:all>
    <xsd:element name="publication"><xsd:complexType><xsd:all>
      <xsd:element name="name"><xsd:simpleType><xsd:restriction base="xsd:string">
        <xsd:minLength value="1"/></xsd:restriction></xsd:simpleType></xsd:element>
      <xsd:element name="language"><xsd:simpleType><xsd:restriction base="xsd:string">
        <xsd:pattern value="zh-cn|zh-tw|[a-z]{2,3}"/></xsd:restriction></xsd:simpleType></xsd:element>
    </xsd:all></xsd:complexType></xsd:element>
    <xsd:element name="publication_date"><xsd:simpleType>
      <xsd:union memberTypes="xsd:date xsd:dateTime"/></xsd:simpleType></xsd:element>
    <xsd:element name="title"><xsd:simpleType><xsd:restriction base="xsd:string">
      <xsd:minLength value="1"/></xsd:restriction></xsd:simpleType></xsd:element>
  </xsd:all></xsd:complexType></xsd:element>
</xsd:schema>"""
XHTML = """<?xml version="1.0"?>
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xhtml">
  <xsd:element name="link"><xsd:complexType>
    <xsd:attribute name="rel" use="required" type="xsd:string" fixed="alternate"/>
    <xsd:attribute name="hreflang" use="required" type="xsd:language"/>
    <xsd:attribute name="href" use="required" type="xsd:anyURI"/>
  </xsd:complexType></xsd:element>
</xsd:schema>"""


def feed_faults(path):
    feed = feedparser.parse(path.read_bytes())
    if feed.bozo:
        return [f"bozo: {feed.bozo_exception}"]
    faults = [f"the feed has no {name}" for name in ("title", "link") if not feed.feed.get(name)]
    if not feed.entries:
        faults.append("no entries")
    for entry in feed.entries:
        wanted = ("title", "link", "id", "published_parsed", "content", "author")
        faults += [f"{entry.get('link')} has no {name}" for name in wanted if not entry.get(name)]
    return faults


def schema_faults(schema, path):
    # The schema wants one entry at least; Google wants a news sitemap to be empty when there is no news.
    if path.name == "sitemap-news.xml" and len(ElementTree.parse(path).getroot()) == 0:
        return []
    return [str(fault.reason) for fault in schema.iter_errors(path.read_text("utf-8"))]


def main(schema, *folders):
    sitemap = xmlschema.XMLSchema(schema)
    for extension in (NEWS, XHTML):
        sitemap.add_schema(extension, build=True)
    checks = []
    for folder in map(Path, folders):
        feeds = sorted([*folder.rglob("rss.xml"), *folder.rglob("atom.xml")])
        checks += [(path, feed_faults(path)) for path in feeds]
        checks += [(path, schema_faults(sitemap, path)) for path in sorted(folder.glob("sitemap*.xml"))]
        if len(feeds) < 100:
            checks.append((folder, [f"only {len(feeds)} feeds"]))
    failed = [(path, faults) for path, faults in checks if faults]
    for path, faults in failed:
        print(path, *faults, sep="\n  ")
    print(f"{len(checks) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))
