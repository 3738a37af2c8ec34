"""/feeds/notices.atom: announced names for readers of feeds (公告订阅)."""

import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import get_current_timezone

from gazetteer.atlas.publication import notices
from gazetteer.atlas.views import notice_rows

MOST = 50


class NoticeFeed(Feed):
    """The latest notices; a notice keeps its id for good."""

    feed_type = Atom1Feed
    title = "地名公告"
    link = "/notices/"
    subtitle = "批准并公告的地名"

    def items(self) -> list[dict[str, Any]]:
        return notice_rows(list(notices()[:MOST]))

    def item_title(self, item: dict[str, Any]) -> str:
        return f"{item['title']}（示例数据）" if item["sample"] else item["title"]

    def item_description(self, item: dict[str, Any]) -> str:
        told = (item["place"], item["authority"], item["document_number"], item["text"])
        return " · ".join(part for part in told if part)

    def item_link(self, item: dict[str, Any]) -> str:
        return item["url"]

    def item_guid(self, item: dict[str, Any]) -> str:
        return f"urn:dijie:notice:{item['id']}"

    def item_updateddate(self, item: dict[str, Any]) -> datetime.datetime:
        return datetime.datetime.combine(item["announced_on"], datetime.time(), get_current_timezone())
