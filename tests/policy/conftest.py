"""Properties are about right dates; how long one takes on a busy machine says nothing about them."""

from hypothesis import settings

settings.register_profile("any-speed", deadline=None)
settings.load_profile("any-speed")
