import type { Route } from '../endpoint/service.ts';

/** Where each operation is found. */
export const ROUTES: Readonly<Record<string, Route>> = {
  CreateFileSystem: { request: 'POST /2015-02-01/file-systems', status: 201 },
  DescribeFileSystems: { request: 'GET /2015-02-01/file-systems' },
  UpdateFileSystem: { request: 'PUT /2015-02-01/file-systems/{FileSystemId}', status: 202 },
  DeleteFileSystem: { request: 'DELETE /2015-02-01/file-systems/{FileSystemId}', status: 204 },
  UpdateFileSystemProtection: { request: 'PUT /2015-02-01/file-systems/{FileSystemId}/protection' },
  DescribeFileSystemPolicy: { request: 'GET /2015-02-01/file-systems/{FileSystemId}/policy' },
  PutBackupPolicy: { request: 'PUT /2015-02-01/file-systems/{FileSystemId}/backup-policy' },
  DescribeBackupPolicy: { request: 'GET /2015-02-01/file-systems/{FileSystemId}/backup-policy' },
  PutLifecycleConfiguration: { request: 'PUT /2015-02-01/file-systems/{FileSystemId}/lifecycle-configuration' },
  DescribeLifecycleConfiguration: { request: 'GET /2015-02-01/file-systems/{FileSystemId}/lifecycle-configuration' },
  CreateMountTarget: { request: 'POST /2015-02-01/mount-targets' },
  DescribeMountTargets: { request: 'GET /2015-02-01/mount-targets' },
  DeleteMountTarget: { request: 'DELETE /2015-02-01/mount-targets/{MountTargetId}', status: 204 },
  DescribeMountTargetSecurityGroups: { request: 'GET /2015-02-01/mount-targets/{MountTargetId}/security-groups' },
  ModifyMountTargetSecurityGroups: {
    request: 'PUT /2015-02-01/mount-targets/{MountTargetId}/security-groups',
    status: 204,
  },
  CreateAccessPoint: { request: 'POST /2015-02-01/access-points' },
  DescribeAccessPoints: { request: 'GET /2015-02-01/access-points' },
  DeleteAccessPoint: { request: 'DELETE /2015-02-01/access-points/{AccessPointId}', status: 204 },
  TagResource: { request: 'POST /2015-02-01/resource-tags/{ResourceId}' },
  UntagResource: { request: 'DELETE /2015-02-01/resource-tags/{ResourceId}', lists: ['TagKeys'] },
  ListTagsForResource: { request: 'GET /2015-02-01/resource-tags/{ResourceId}' },
};
