"""A Ray cluster on this machine, of two nodes with one processor each.

Prints its address, then kills the second node at the first line of its input, and ends with that.
"""
# pyright: standard
# Ray is typed in part.

import sys

from ray.cluster_utils import Cluster

STORE = 80_000_000  # bytes, about the least that Ray allows


def main() -> None:
    head = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    other = cluster.add_node(num_cpus=1, object_store_memory=STORE)
    print(cluster.address, flush=True)
    if sys.stdin.readline():
        cluster.remove_node(other, allow_graceful=False)
        print("killed", flush=True)
        sys.stdin.read()
    cluster.shutdown()


if __name__ == "__main__":
    main()
