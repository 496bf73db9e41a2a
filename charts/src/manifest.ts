/** What every object of Kubernetes says of itself. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec?: object;
}

/**
 * An object that the chart renders, with what is read of it here. It is that of all kinds at once: what is read of a kind
 * that does not have it is undefined, and fails where it is expected. Whether an object is right is for the schemas to say.
 */
export interface Manifest extends KubernetesObject {
  metadata: Metadata;
  spec: Spec;
  data: Record<string, string>;
}

export interface Metadata {
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface Container {
  name: string;
  args: string[];
  env?: EnvironmentVariable[];
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: object;
  ports: { name: string; containerPort: number }[];
  livenessProbe: { httpGet: { path: string }; periodSeconds: number; failureThreshold: number };
  readinessProbe: object;
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}

export interface EnvironmentVariable {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string; optional?: boolean } };
}

export interface PodSpec {
  containers: [Container, ...Container[]];
  initContainers?: [Container, ...Container[]];
  volumes?: object[];
  securityContext: object;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  automountServiceAccountToken?: boolean;
  terminationGracePeriodSeconds: number;
  topologySpreadConstraints: { topologyKey: string }[];
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: object[] } } };
  tolerations?: object[];
  runtimeClassName?: string;
}

/** A rule of a NetworkPolicy, in either direction. */
export interface NetworkRule {
  from?: NetworkPeer[];
  to?: NetworkPeer[];
  ports?: { port: string | number }[];
}

export interface NetworkPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

interface LabelSelector {
  matchLabels: Record<string, string>;
}

interface Workload {
  replicas?: number;
  template: { metadata: Metadata; spec: PodSpec };
}

interface Service {
  selector: Record<string, string | Record<string, string>>;
  ports: { targetPort: string }[];
}

interface DisruptionBudget {
  maxUnavailable: number;
}

interface NetworkPolicy {
  podSelector: LabelSelector;
  policyTypes: string[];
  ingress: NetworkRule[];
  egress: NetworkRule[];
}

interface Autoscaler {
  minReplicas: number;
  metrics: { external: { metric: object } }[];
}

interface ScaledObject {
  triggers: { name: string; metadata: { consumer: string; stream: string } }[];
  advanced: {
    scalingModifiers: { formula: string; target: string; activationTarget: string; metricType: string };
  };
  minReplicaCount: number;
  maxReplicaCount: number;
  initialCooldownPeriod: number;
}

interface PrometheusRule {
  groups: { rules: Rule[] }[];
}

export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  annotations: { runbook_url: string; summary: string };
}

interface Certificate {
  dnsNames: string[];
  usages: string[];
  issuerRef: object;
}

interface PostgresCluster {
  managed: { roles: { name: string; passwordSecret: { name: string } }[] };
}

export interface Spec
  extends PodSpec,
    Workload,
    Service,
    DisruptionBudget,
    NetworkPolicy,
    Autoscaler,
    ScaledObject,
    PrometheusRule,
    Certificate,
    PostgresCluster {}
