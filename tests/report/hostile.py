"""A leaflet whose text would do harm where it is not shown as text."""

from __future__ import annotations

RTL = "\u202e\u05d0\u05d1\u05d2\u202c"
HOSTILE = f"""Generic Name: hexavil<script>document.title='run'</script>
Applies to hexavil: oral tablet
As well as its needed effects, hexavil may cause unwanted side effects that require medical attention.
If any of the following side effects occur while taking hexavil, check with your doctor immediately:
More common:
Fever
<script>document.title="run"</script>
<img src="http://leaflets.invalid/x.png" onerror="document.title='run'">
"quoted" & 'quoted' &amp; </script>
{RTL} pain
Less common:
Blurred vision
Professional
Applies to hexavil: oral tablet
General
Side effects were mild.
"""
