//! Who gets the next consultation of a queue, and why.

use skein_foundation::Uid;

use crate::model::{Agent, AgentStatus, AssignmentReason, AssignmentRule, Consultation, Strategy};

/// An agent of the team as the decision sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub uid: Uid,
    pub status: AgentStatus,
    /// Has a live connection: a status of last night receives nothing this morning.
    pub connected: bool,
    pub load: u32,
    pub capacity: u32,
    /// `None` was never assigned anything, which is longest ago.
    pub last_assigned: Option<u64>,
}

impl Candidate {
    pub fn of(agent: &Agent, connected: bool) -> Self {
        Self {
            uid: agent.uid.clone(),
            status: agent.status,
            connected,
            load: agent.load,
            capacity: agent.capacity.get(),
            last_assigned: agent.last_assigned,
        }
    }

    /// Online, connected, and below the limit.
    pub fn is_available(&self) -> bool {
        self.status == AgentStatus::Online && self.connected && self.load < self.capacity
    }
}

/// Everything a decision may look at.
#[derive(Debug)]
pub struct AssignmentQuestion<'a> {
    /// The head of the queue. Nobody else is up for decision, so nobody can be overtaken.
    pub consultation: &'a Consultation,
    pub strategy: Strategy,
    pub candidates: &'a [Candidate],
    /// The agent who served this customer last, in any team.
    pub last_agent: Option<&'a Uid>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Assign {
        agent: Uid,
        reason: AssignmentReason,
    },
    Wait(WaitReason),
}

/// Why the head of a queue, or nobody, was assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WaitReason {
    /// Nobody waits.
    QueueEmpty,
    /// No agent of the team is online and connected.
    NobodyThere,
    /// Agents are there, but all at their limit.
    AllAtCapacity,
}

/// Remembered relation first, then the fewest consultations, then assigned longest ago, then by uid.
pub fn assign(question: &AssignmentQuestion<'_>) -> Decision {
    match question.strategy {
        Strategy::Even => assign_evenly(question),
    }
}

fn assign_evenly(question: &AssignmentQuestion<'_>) -> Decision {
    let available: Vec<&Candidate> = question
        .candidates
        .iter()
        .filter(|candidate| candidate.is_available())
        .collect();
    // `None` sorts before every number: who was never assigned anything is idle the longest.
    let Some(best) = available
        .iter()
        .copied()
        .min_by_key(|candidate| (candidate.load, candidate.last_assigned, &candidate.uid))
    else {
        let somebody_there = question
            .candidates
            .iter()
            .any(|candidate| candidate.status == AgentStatus::Online && candidate.connected);
        return Decision::Wait(if somebody_there {
            WaitReason::AllAtCapacity
        } else {
            WaitReason::NobodyThere
        });
    };
    let remembered = question.last_agent.and_then(|last| {
        available
            .iter()
            .copied()
            .find(|candidate| candidate.uid == *last)
    });
    let (chosen, rule) = match remembered {
        Some(remembered) => (remembered, AssignmentRule::LastAgent),
        None if available
            .iter()
            .filter(|other| other.load == best.load)
            .count()
            > 1 =>
        {
            (best, AssignmentRule::LongestIdle)
        }
        None => (best, AssignmentRule::FewestConsultations),
    };
    Decision::Assign {
        agent: chosen.uid.clone(),
        reason: AssignmentReason {
            strategy: question.strategy,
            rule,
            load: chosen.load,
            capacity: chosen.capacity,
            candidates: u32::try_from(available.len()).unwrap_or(u32::MAX),
        },
    }
}

/// Why an agent can't take the next of the queue by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PickRefusal {
    #[error("the user is not an agent")]
    NotAnAgent,
    #[error("the agent is away or offline")]
    NotThere,
    #[error("the agent is at capacity")]
    AtCapacity,
    #[error("nobody waits")]
    QueueEmpty,
}

/// An agent takes the head of the queue by hand: online or busy, and below the limit.
pub const fn pick(agent: &Agent, strategy: Strategy) -> Result<AssignmentReason, PickRefusal> {
    if !agent.status.may_pick() {
        return Err(PickRefusal::NotThere);
    }
    if !agent.has_room() {
        return Err(PickRefusal::AtCapacity);
    }
    Ok(AssignmentReason {
        strategy,
        rule: AssignmentRule::Picked,
        load: agent.load,
        capacity: agent.capacity.get(),
        candidates: 1,
    })
}

#[cfg(test)]
mod tests {
    use skein_foundation::AppId;

    use super::*;
    use crate::model::Capacity;
    use crate::rules::fixtures::{candidate, uid, waiting};

    fn check(candidates: &[Candidate], last_agent: Option<&str>) -> String {
        let consultation = waiting(1);
        let last_agent = last_agent.map(uid);
        let question = AssignmentQuestion {
            consultation: &consultation,
            strategy: Strategy::Even,
            candidates,
            last_agent: last_agent.as_ref(),
        };
        match assign(&question) {
            Decision::Assign { agent, reason } => {
                format!("{agent} {} of {}", reason.rule.as_str(), reason.candidates)
            }
            Decision::Wait(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn the_remembered_agent_comes_first_when_available() {
        let mut team = [candidate("ann", 0, None), candidate("bob", 4, Some(9))];
        assert_eq!(check(&team, Some("bob")), "bob last_agent of 2");
        assert_eq!(check(&team, Some("gone")), "ann fewest_consultations of 2");
        team[1].load = 5;
        assert_eq!(check(&team, Some("bob")), "ann fewest_consultations of 1");
        team[1].load = 4;
        team[1].connected = false;
        assert_eq!(check(&team, Some("bob")), "ann fewest_consultations of 1");
        team[1].connected = true;
        team[1].status = AgentStatus::Away;
        assert_eq!(check(&team, Some("bob")), "ann fewest_consultations of 1");
    }

    #[test]
    fn then_the_fewest_then_the_longest_idle_then_the_uid() {
        let fewest = [candidate("ann", 2, Some(1)), candidate("bob", 1, Some(9))];
        assert_eq!(check(&fewest, None), "bob fewest_consultations of 2");
        let idle = [candidate("ann", 1, Some(9)), candidate("bob", 1, Some(3))];
        assert_eq!(check(&idle, None), "bob longest_idle of 2");
        let never = [candidate("ann", 1, Some(1)), candidate("bob", 1, None)];
        assert_eq!(check(&never, None), "bob longest_idle of 2");
        let same = [candidate("bob", 1, None), candidate("ann", 1, None)];
        assert_eq!(check(&same, None), "ann longest_idle of 2");
    }

    #[test]
    fn nobody_unavailable_is_ever_chosen() {
        for status in [AgentStatus::Busy, AgentStatus::Away, AgentStatus::Offline] {
            let absent = Candidate {
                status,
                ..candidate("ann", 0, None)
            };
            assert_eq!(check(&[absent], Some("ann")), "NobodyThere");
        }
        let cut_off = Candidate {
            connected: false,
            ..candidate("ann", 0, None)
        };
        assert_eq!(check(&[cut_off], None), "NobodyThere");
        assert_eq!(check(&[candidate("ann", 5, None)], None), "AllAtCapacity");
        assert_eq!(check(&[candidate("ann", 7, None)], None), "AllAtCapacity");
        assert_eq!(check(&[], None), "NobodyThere");
    }

    #[test]
    fn picking_needs_room_and_being_there() {
        let picks = |status, load| {
            let agent = Agent {
                app: AppId::parse("tour").unwrap(),
                uid: uid("ann"),
                status,
                capacity: Capacity::default(),
                load,
                last_assigned: None,
                absence: None,
            };
            pick(&agent, Strategy::Even).map(|reason| reason.rule)
        };
        assert_eq!(picks(AgentStatus::Online, 4), Ok(AssignmentRule::Picked));
        assert_eq!(picks(AgentStatus::Busy, 4), Ok(AssignmentRule::Picked));
        assert_eq!(picks(AgentStatus::Away, 0), Err(PickRefusal::NotThere));
        assert_eq!(picks(AgentStatus::Offline, 0), Err(PickRefusal::NotThere));
        assert_eq!(picks(AgentStatus::Busy, 5), Err(PickRefusal::AtCapacity));
    }
}
