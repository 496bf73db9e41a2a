/** What the tests know of the stack under test; JSON. */
export interface Stand {
  readonly url: string;
  readonly cdn: string;
  readonly keys: Readonly<Record<string, string>>;
  /** Absent where the stack was started by somebody else. */
  readonly operator?: {
    readonly token: string;
    /** The operators' HTTP API. */
    readonly adminUrl: string;
    readonly adminToken: string;
    /** gRPC addresses by service. */
    readonly addresses: Readonly<Record<string, string>>;
    /** Where processes can be killed and restarted. */
    readonly controlUrl: string;
    /** Where the stack expects an OpenID provider, when there is one. */
    readonly identityPort: number;
    /** Where storage keeps its files. */
    readonly imageFolder: string;
  };
}
