"""How often one address may do something that needs no sign-in.

Counted in the cache, under a digest: no address is kept. Where several processes have a cache each, the limit holds
in each of them.
"""

from hashlib import blake2b

from django.core.cache import cache

DIGEST_BYTES = 16


def admit(action: str, address: str, most: int, seconds: int) -> bool:
    """Count one attempt; False when `address` has had `most` of them within the window that its first one opened."""
    key = f"throttle:{action}:{blake2b(address.encode(), digest_size=DIGEST_BYTES).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # the window closed between the two lines
        return True
