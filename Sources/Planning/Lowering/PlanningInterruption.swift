/// Whoever asked does not want the answer any more.
package struct PlanningInterruption: Error {}
