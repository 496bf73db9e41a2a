export type { DemoKeys } from './demo-accounts.js';
export type { Layout } from './layout.js';
export type { Ports, ServicePorts } from './ports.js';
export { SERVICE_NAMES, type ServiceName } from './service-names.js';
export { type Stack, type StackOptions, startStack, type UnitName } from './stack.js';
