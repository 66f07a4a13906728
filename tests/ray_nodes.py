"""A Ray cluster on this machine: a head without a processor, and two machines of one processor each.

Prints its address, then takes a line for each machine that is to be killed, and ends with its input.
"""
# pyright: standard
# Ray is typed in part.

import sys

from ray.cluster_utils import Cluster

STORE = 80_000_000  # bytes, the least that Ray allows


def main() -> None:
    cluster = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 0, "object_store_memory": STORE, "include_dashboard": False},
    )
    nodes = [cluster.add_node(num_cpus=1, object_store_memory=STORE) for _ in range(2)]
    print(cluster.address, flush=True)
    for _ in sys.stdin:
        cluster.remove_node(nodes.pop(), allow_graceful=False)
        print("killed", flush=True)
    cluster.shutdown()


if __name__ == "__main__":
    main()
