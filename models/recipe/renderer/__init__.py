"""A procedural landscape painter, batched in torch and independent of resolution."""

from .render import Rendering, render

__all__ = ["Rendering", "render"]
