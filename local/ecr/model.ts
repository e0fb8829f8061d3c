export interface Tag {
  Key: string;
  Value: string;
}

export interface Repository {
  name: string;
  /** Epoch milliseconds. */
  createdAt: number;
  mutability: 'MUTABLE' | 'IMMUTABLE';
  scanOnPush: boolean;
  tags: Tag[];
  lifecyclePolicy?: { text: string; at: number };
  policy?: string;
}

/** A manifest that was pushed to a repository. */
export interface Image {
  repository: string;
  digest: string;
  mediaType: string;
  /** Of what the manifest names, in bytes. */
  size: number;
  /** Epoch milliseconds. */
  pushedAt: number;
}

export interface ImageId {
  imageDigest?: string;
  imageTag?: string;
}
