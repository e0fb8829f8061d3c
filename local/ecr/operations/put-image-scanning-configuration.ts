import type { EcrOperation } from '../ecr.ts';

/** Recorded; nothing is scanned here. */
export const putImageScanningConfiguration: EcrOperation = (ecr) => (input) => {
  const repository = ecr.repository(input);
  const scanOnPush = input.imageScanningConfiguration?.scanOnPush === true;
  ecr.repositories.put({ ...repository, scanOnPush });
  const { account: registryId } = ecr.config;
  return { registryId, repositoryName: repository.name, imageScanningConfiguration: { scanOnPush } };
};
