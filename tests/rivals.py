"""Several people at the same moment, each on a database connection of their own. For tests with `transaction=True`."""

import threading

from django.db import connection


def together(*actions):
    """Do all at the same moment; what each raised, or None, in their order."""
    gate, raised = threading.Barrier(len(actions)), [None] * len(actions)

    def run(place, action):
        gate.wait()
        try:
            action()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
