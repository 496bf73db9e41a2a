import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url));
export const sources = fileURLToPath(new URL('../sources', import.meta.url));

/** What takes long to make, and is kept. */
const cache = join(homedir(), '.cache', 'imageai-cluster');
export const binaries = join(cache, 'bin');
export const goCache = join(cache, 'go-build');
export const baseFolder = join(cache, 'base');

/** One cluster at a time: its network has the same names on every machine. */
export const state = '/var/lib/imageai-cluster';
export const inState = (...parts: readonly string[]): string => join(state, ...parts);
export const podLogs = inState('pod-logs');

/** The one node. Its address is on a bridge of its own, so that pods and this machine reach it alike. */
export const node = { name: 'node-1', bridge: 'imageai-node', address: '10.88.0.1', prefix: 24 };
/** A second address of the node, which is no private one (RFC 5737): what lies there is outside for the policies. */
export const outsideAddress = '203.0.113.1';
export const pods = { bridge: 'imageai-pods', subnet: '10.244.0.0/24', cidr: '10.244.0.0/16' };
export const servicesCidr = '10.96.0.0/16';
export const apiServer = { port: 16443, url: `https://${node.address}:16443`, clusterAddress: '10.96.0.1' };
export const etcd = { clients: 'http://127.0.0.1:12379', peers: 'http://127.0.0.1:12380' };
export const namespace = 'imageai';
