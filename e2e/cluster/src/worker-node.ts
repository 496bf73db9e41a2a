import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { authority, certificate, kubeconfig } from './certificates.js';
import { get } from './kubectl.js';
import { binaries, inState, node, podLogs, pods, servicesCidr } from './layout.js';
import type { Parts } from './parts.js';
import { waitUntil } from './wait-until.js';

export const containerdSocket = inState('containerd.sock');
export const PAUSE_IMAGE = 'localhost/imageai/pause:1';
const DOMAIN = 'cluster.local';

/** containerd, by itself: images are imported into it before the kubelet needs them. */
export async function startContainerd(parts: Parts): Promise<void> {
  await writeFile(inState('containerd.toml'), containerdConfig);
  parts.start('containerd', 'containerd', ['--config', inState('containerd.toml')]);
}

/** kubelet, kube-proxy and the names of services; resolves when the node is ready. */
export async function startNode(parts: Parts): Promise<void> {
  await mkdir(inState('cni'), { recursive: true });
  await writeFile(inState('cni', '10-bridge.conflist'), JSON.stringify(bridgeNetwork));
  await writeFile(inState('kubelet.json'), JSON.stringify(kubeletConfig));
  const { crt, key } = certificate('kubelet');
  parts.start('kubelet', join(binaries, 'kubelet'), [
    `--config=${inState('kubelet.json')}`,
    `--kubeconfig=${kubeconfig('kubelet')}`,
    `--hostname-override=${node.name}`,
    `--node-ip=${node.address}`,
    `--root-dir=${inState('kubelet')}`,
    `--tls-cert-file=${crt}`,
    `--tls-private-key-file=${key}`,
    '--node-labels=topology.kubernetes.io/zone=here',
  ]);
  await writeFile(inState('proxy.json'), JSON.stringify(proxyConfig));
  parts.start('kube-proxy', join(binaries, 'kube-proxy'), [`--config=${inState('proxy.json')}`]);
  await writeFile(inState('Corefile'), corefile);
  parts.start('coredns', join(binaries, 'coredns'), ['-conf', inState('Corefile')]);
  await waitUntil('the node', 120, async () => {
    const { status } = await get<{ status: { conditions: { type: string; status: string }[] } }>('node', node.name);
    return status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True') || undefined;
  });
  startPolicies(parts);
}

/** What enforces NetworkPolicies, and nothing else of what it could. */
function startPolicies(parts: Parts): void {
  const program = join(binaries, 'kube-router');
  const away = { 'run-router': false, 'run-service-proxy': false, 'run-loadbalancer': false };
  const flags = {
    'run-firewall': true,
    ...away,
    kubeconfig: kubeconfig('policies'),
    'hostname-override': node.name,
    'service-cluster-ip-range': servicesCidr,
    'health-port': 0,
  };
  parts.start(
    'kube-router',
    program,
    Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
  );
}

const containerdConfig = `version = 2
root = "${inState('containerd')}"
state = "${inState('containerd-state')}"
[grpc]
  address = "${containerdSocket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  # The kubelet wants pods' sandboxes spared when memory ends; a root that may not raise anybody above itself is refused that.
  restrict_oom_score_adj = true
  # Where the end of the cluster finds and removes them.
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${inState('cni')}"
`;

/** Debian's plugins: pods reach each other and the machine. Policies are enforced beside them. */
const bridgeNetwork = {
  cniVersion: '1.0.0',
  name: 'pods',
  plugins: [
    {
      ...{ type: 'bridge', bridge: pods.bridge, isGateway: true, ipMasq: true, hairpinMode: true },
      ipam: {
        ...{ type: 'host-local', dataDir: inState('cni-leases') },
        ...{ ranges: [[{ subnet: pods.subnet }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
};

const kubeletConfig = {
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  address: node.address,
  cgroupDriver: 'cgroupfs',
  failSwapOn: false,
  failCgroupV1: false,
  enforceNodeAllocatable: [],
  maxPods: 100,
  clusterDNS: [node.address],
  clusterDomain: DOMAIN,
  containerRuntimeEndpoint: `unix://${containerdSocket}`,
  podLogsDir: podLogs,
  authentication: { anonymous: { enabled: false }, x509: { clientCAFile: authority.crt } },
  authorization: { mode: 'Webhook' },
  // Whatever else the machine holds is no reason to end pods.
  evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
};

const proxyConfig = {
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  mode: 'iptables',
  clusterCIDR: pods.cidr,
  hostnameOverride: node.name,
  bindAddress: node.address,
  clientConnection: { kubeconfig: kubeconfig('proxy') },
  conntrack: { maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
};

const corefile = `.:53 {
  bind ${node.address}
  errors
  kubernetes ${DOMAIN} {
    kubeconfig ${kubeconfig('coredns')} cluster
  }
}
`;
