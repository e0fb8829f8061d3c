import type { Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { createCapacityProvider } from './create-capacity-provider.ts';
import { createCluster } from './create-cluster.ts';
import { createService } from './create-service.ts';
import { deleteCapacityProvider } from './delete-capacity-provider.ts';
import { deleteCluster } from './delete-cluster.ts';
import { deleteService } from './delete-service.ts';
import { deleteTaskDefinitions } from './delete-task-definitions.ts';
import { deregisterTaskDefinition } from './deregister-task-definition.ts';
import { describeCapacityProviders } from './describe-capacity-providers.ts';
import { describeClusters } from './describe-clusters.ts';
import { describeContainerInstances } from './describe-container-instances.ts';
import { describeServiceDeployments } from './describe-service-deployments.ts';
import { describeServiceRevisions } from './describe-service-revisions.ts';
import { describeServices } from './describe-services.ts';
import { describeTaskDefinition } from './describe-task-definition.ts';
import { describeTasks } from './describe-tasks.ts';
import { executeCommand } from './execute-command.ts';
import { getTaskProtection } from './get-task-protection.ts';
import { listAccountSettings } from './list-account-settings.ts';
import { listAttributes } from './list-attributes.ts';
import { listClusters } from './list-clusters.ts';
import { listContainerInstances } from './list-container-instances.ts';
import { listServiceDeployments } from './list-service-deployments.ts';
import { listServices } from './list-services.ts';
import { listServicesByNamespace } from './list-services-by-namespace.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { listTaskDefinitionFamilies } from './list-task-definition-families.ts';
import { listTaskDefinitions } from './list-task-definitions.ts';
import { listTasks } from './list-tasks.ts';
import { putAccountSetting } from './put-account-setting.ts';
import { putClusterCapacityProviders } from './put-cluster-capacity-providers.ts';
import { registerTaskDefinition } from './register-task-definition.ts';
import { runTask } from './run-task.ts';
import { stopServiceDeployment } from './stop-service-deployment.ts';
import { stopTask } from './stop-task.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updateCapacityProvider } from './update-capacity-provider.ts';
import { updateCluster } from './update-cluster.ts';
import { updateClusterSettings } from './update-cluster-settings.ts';
import { updateContainerInstancesState } from './update-container-instances-state.ts';
import { updateService } from './update-service.ts';
import { updateTaskProtection } from './update-task-protection.ts';

/** The operations that are served, by their AWS names. */
export function operationsOf(ecs: Ecs): Record<string, Operation> {
  return {
    CreateCapacityProvider: createCapacityProvider(ecs),
    CreateCluster: createCluster(ecs),
    CreateService: createService(ecs),
    DeleteCapacityProvider: deleteCapacityProvider(ecs),
    DeleteCluster: deleteCluster(ecs),
    DeleteService: deleteService(ecs),
    DeleteTaskDefinitions: deleteTaskDefinitions(ecs),
    DeregisterTaskDefinition: deregisterTaskDefinition(ecs),
    DescribeCapacityProviders: describeCapacityProviders(ecs),
    DescribeClusters: describeClusters(ecs),
    DescribeContainerInstances: describeContainerInstances(ecs),
    DescribeServiceDeployments: describeServiceDeployments(ecs),
    DescribeServiceRevisions: describeServiceRevisions(ecs),
    DescribeServices: describeServices(ecs),
    DescribeTaskDefinition: describeTaskDefinition(ecs),
    DescribeTasks: describeTasks(ecs),
    ExecuteCommand: executeCommand(ecs),
    GetTaskProtection: getTaskProtection(ecs),
    ListAccountSettings: listAccountSettings(ecs),
    ListAttributes: listAttributes(ecs),
    ListClusters: listClusters(ecs),
    ListContainerInstances: listContainerInstances(ecs),
    ListServiceDeployments: listServiceDeployments(ecs),
    ListServices: listServices(ecs),
    ListServicesByNamespace: listServicesByNamespace(),
    ListTagsForResource: listTagsForResource(ecs),
    ListTaskDefinitionFamilies: listTaskDefinitionFamilies(ecs),
    ListTaskDefinitions: listTaskDefinitions(ecs),
    ListTasks: listTasks(ecs),
    PutAccountSetting: putAccountSetting(ecs),
    PutClusterCapacityProviders: putClusterCapacityProviders(ecs),
    RegisterTaskDefinition: registerTaskDefinition(ecs),
    RunTask: runTask(ecs),
    StopServiceDeployment: stopServiceDeployment(ecs),
    StopTask: stopTask(ecs),
    TagResource: tagResource(ecs),
    UntagResource: untagResource(ecs),
    UpdateCapacityProvider: updateCapacityProvider(ecs),
    UpdateCluster: updateCluster(ecs),
    UpdateClusterSettings: updateClusterSettings(ecs),
    UpdateContainerInstancesState: updateContainerInstancesState(ecs),
    UpdateService: updateService(ecs),
    UpdateTaskProtection: updateTaskProtection(ecs),
  };
}
