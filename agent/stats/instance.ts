import { textOf } from './kernel-meter.ts';

/** Where the machines of EC2 have their id; the address that tells it to programs does not answer in containers. */
const ASSET_TAG = '/sys/class/dmi/id/board_asset_tag';

/** What this machine is called: its EC2 id, or the name that the engine knows. */
export function instanceName(host: string, assetTag = textOf(ASSET_TAG)): string {
  return /^i-[0-9a-f]{8,17}$/.exec(assetTag?.trim() ?? '')?.[0] ?? host;
}
