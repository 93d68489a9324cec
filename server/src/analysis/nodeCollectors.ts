// Which collector of node_exporter makes a metric, as far as its name tells for sure. Layer: analysis. The source is collector/*_linux.go
// of node_exporter 1.9, by the subsystem of each.

/** Beginnings of names, the longest first where one begins with another. */
const byStart: readonly (readonly [start: string, collector: string])[] = [
  ['node_arp_', 'arp'],
  ['node_bonding_', 'bonding'],
  ['node_nf_conntrack_', 'conntrack'],
  ['node_cpu_scaling_', 'cpufreq'],
  ['node_cpu_frequency_', 'cpufreq'],
  ['node_cpu_', 'cpu'],
  ['node_disk_', 'diskstats'],
  ['node_dmi_', 'dmi'],
  ['node_edac_', 'edac'],
  ['node_entropy_', 'entropy'],
  ['node_filefd_', 'filefd'],
  ['node_filesystem_', 'filesystem'],
  ['node_hwmon_', 'hwmon'],
  ['node_infiniband_', 'infiniband'],
  ['node_load', 'loadavg'],
  ['node_md_', 'mdadm'],
  ['node_memory_numa_', 'meminfo_numa'],
  ['node_memory_', 'meminfo'],
  ['node_network_receive_', 'netdev'],
  ['node_network_transmit_', 'netdev'],
  ['node_netstat_', 'netstat'],
  ['node_nvme_', 'nvme'],
  ['node_pressure_', 'pressure'],
  ['node_sockstat_', 'sockstat'],
  ['node_softnet_', 'softnet'],
  ['node_boot_time_', 'stat'],
  ['node_context_switches_', 'stat'],
  ['node_forks_', 'stat'],
  ['node_intr_', 'stat'],
  ['node_procs_', 'stat'],
  ['node_systemd_', 'systemd'],
  ['node_textfile_', 'textfile'],
  ['node_thermal_zone_', 'thermal_zone'],
  ['node_timex_', 'timex'],
  ['node_uname_', 'uname'],
  ['node_vmstat_', 'vmstat'],
  ['node_zfs_', 'zfs'],
];

/** The collector of a series; undefined where several make it, or its name does not tell. */
export function collectorOf(series: string): string | undefined {
  return byStart.find(([start]) => series.startsWith(start))?.[1];
}
