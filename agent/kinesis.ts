import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface Entry {
  partitionKey: string;
  data: Uint8Array;
}

/** Where records go: the only call that the agent makes to AWS. */
export interface Stream {
  /** Puts up to 500 records of up to 5 MiB in sum; answers for each, in order, with undefined or why it was refused. */
  put(entries: Entry[]): Promise<(string | undefined)[]>;
}

/** A request that is not answered in this time is given up and sent again: readers drop what they get twice. */
const REQUEST_TIMEOUT_MS = 15_000;

/** A Kinesis stream; endpoint, region and credentials come from where the SDK looks for them. */
export class KinesisStream implements Stream {
  private readonly name: string;
  private readonly client: KinesisClient;

  constructor(name: string) {
    this.name = name;
    // HTTP/1.1: one request at a time gains nothing from HTTP/2. One attempt: the shipper retries, and paces itself.
    this.client = new KinesisClient({
      requestHandler: new NodeHttpHandler({ requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true }),
      maxAttempts: 1,
    });
  }

  async put(entries: Entry[]): Promise<(string | undefined)[]> {
    const Records = entries.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
    const answer = await this.client.send(new PutRecordsCommand({ StreamName: this.name, Records }));
    return (answer.Records ?? []).map(({ ErrorCode, ErrorMessage }) => ErrorCode && `${ErrorCode}: ${ErrorMessage}`);
  }
}
