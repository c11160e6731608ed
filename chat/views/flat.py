"""A page's template with what it extends and includes put into it, once a process.

Django puts a page together anew each time: it looks for the blocks of what is extended in all of
it, and pushes a context for each block and each file that is included. That took a fifth of the
time of templates.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from functools import cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.base import Node, NodeList, Template, TextNode
from django.template.defaulttags import ForNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

Blocks = dict[str, BlockNode]


def render(name: str, context: dict[str, Any], request: HttpRequest) -> str:
    """What Django's `render_to_string` gives. A variable that a tag sets in what is included by
    name alone is there afterwards too."""
    template: Any = get_template(name) if settings.DEBUG else _flat(name)
    return str(template.render(context, request))


@cache
def _flat(name: str) -> Any:
    found: Any = copy(get_template(name))
    found.template = flattened(found.template)
    return found


def flattened(template: Template) -> Template:
    """The template in one piece; as it is, where blocks are more than places in it."""
    nodes = _whole(template)
    if any(_is_of_blocks(each) for node in nodes for each in node.get_nodes_by_type(Node)):
        return template
    flat = copy(template)
    flat.nodelist = nodes
    return flat


def _is_of_blocks(node: Any) -> bool:
    """Whether it is a block that stands in a condition, or says `block.super`."""
    variable = getattr(getattr(node, "filter_expression", None), "var", None)
    return isinstance(node, BlockNode) or str(getattr(variable, "var", "")).startswith("block.")


def _whole(template: Template) -> NodeList:
    blocks: Blocks = {}
    nodes: Any = template.nodelist
    while extends := next((node for node in nodes if isinstance(node, ExtendsNode)), None):
        blocks = {block.name: block for block in _blocks(extends.nodelist)} | blocks
        nodes = _named(template, extends.parent_name).nodelist
    return _joined(_spread(nodes, template, blocks))


def _blocks(nodes: NodeList) -> list[Any]:
    return nodes.get_nodes_by_type(BlockNode)


def _named(template: Template, name: Any) -> Template:
    return template.engine.get_template(name.var)


def _spread(nodes: Iterable[Node], template: Template, blocks: Blocks) -> Iterator[Node]:
    """The nodes with those in the place of a block and of a file that is included as it is."""
    for node in nodes:
        if isinstance(node, BlockNode):
            yield from _spread(blocks.get(node.name, node).nodelist, template, blocks)
        elif isinstance(node, IncludeNode) and _as_it_is(node):
            yield from _spread(_named(template, node.template).nodelist, template, {})
        elif isinstance(node, ForNode):
            loop: Any = copy(node)
            loop.nodelist_loop = _joined(_spread(loop.nodelist_loop, template, blocks))
            yield loop
        else:
            yield node


def _as_it_is(node: Any) -> bool:
    named = isinstance(node.template.var, str)
    return named and not node.extra_context and not node.isolated_context


def _joined(nodes: Iterable[Node]) -> NodeList:
    """The nodes, texts that follow each other as one."""
    found = NodeList()
    for is_text, group in groupby(nodes, lambda node: type(node) is TextNode):
        together: list[Any] = list(group)
        found += [TextNode("".join(text.s for text in together))] if is_text else together
    return found
