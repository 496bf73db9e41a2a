/** What the tests know of the stack under test; JSON. */
export interface Stand {
  readonly url: string;
  readonly cdn: string;
  readonly keys: Readonly<Record<string, string>>;
  /** What an operator has; absent where the stack is somebody else's. */
  readonly operator?: StandOperator | undefined;
}

export interface StandOperator {
  readonly token: string;
  /** The operators' HTTP API. */
  readonly adminUrl: string;
  readonly adminToken: string;
  /** gRPC addresses by service. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Where processes can be killed and restarted. */
  readonly controlUrl: string;
  /** Where storage keeps its files. */
  readonly imageFolder: string;
  /** The address of this machine at which the stack reaches customers' servers. */
  readonly receiverHost: string;
  /** What only a stack has that these tests have started. */
  readonly local?: {
    /** Where it expects an OpenID provider, when there is one. */
    readonly identityPort: number;
  };
}
