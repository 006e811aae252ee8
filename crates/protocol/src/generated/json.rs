// Canonical proto3 JSON of the wire types. Generated from proto/ by `cargo run -p skein-codegen`; do not edit.

use super::types::*;

impl serde::Serialize for Ack {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.client_msg_id.is_empty() {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        if self.time_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Ack", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.client_msg_id.is_empty() {
            struct_ser.serialize_field("clientMsgId", &self.client_msg_id)?;
        }
        if self.seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seq", ToString::to_string(&self.seq).as_str())?;
        }
        if self.time_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("timeMs", ToString::to_string(&self.time_ms).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Ack {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "client_msg_id",
            "clientMsgId",
            "seq",
            "time_ms",
            "timeMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            ClientMsgId,
            Seq,
            TimeMs,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "clientMsgId" | "client_msg_id" => Ok(GeneratedField::ClientMsgId),
                            "seq" => Ok(GeneratedField::Seq),
                            "timeMs" | "time_ms" => Ok(GeneratedField::TimeMs),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Ack;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Ack")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Ack, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut client_msg_id__ = None;
                let mut seq__ = None;
                let mut time_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ClientMsgId => {
                            if client_msg_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientMsgId"));
                            }
                            client_msg_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::TimeMs => {
                            if time_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timeMs"));
                            }
                            time_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Ack {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    client_msg_id: client_msg_id__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                    time_ms: time_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Ack", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for AgentNotice {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.status.is_empty() {
            len += 1;
        }
        if self.load != 0 {
            len += 1;
        }
        if self.capacity != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.AgentNotice", len)?;
        if !self.status.is_empty() {
            struct_ser.serialize_field("status", &self.status)?;
        }
        if self.load != 0 {
            struct_ser.serialize_field("load", &self.load)?;
        }
        if self.capacity != 0 {
            struct_ser.serialize_field("capacity", &self.capacity)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AgentNotice {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "status",
            "load",
            "capacity",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Status,
            Load,
            Capacity,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "status" => Ok(GeneratedField::Status),
                            "load" => Ok(GeneratedField::Load),
                            "capacity" => Ok(GeneratedField::Capacity),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = AgentNotice;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.AgentNotice")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AgentNotice, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut status__ = None;
                let mut load__ = None;
                let mut capacity__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Status => {
                            if status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("status"));
                            }
                            status__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Load => {
                            if load__.is_some() {
                                return Err(serde::de::Error::duplicate_field("load"));
                            }
                            load__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Capacity => {
                            if capacity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("capacity"));
                            }
                            capacity__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(AgentNotice {
                    status: status__.unwrap_or_default(),
                    load: load__.unwrap_or_default(),
                    capacity: capacity__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.AgentNotice", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ConsultationNotice {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.consultation_id.is_empty() {
            len += 1;
        }
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if self.queue_position != 0 {
            len += 1;
        }
        if self.wait_estimate_s != 0 {
            len += 1;
        }
        if !self.agent_uid.is_empty() {
            len += 1;
        }
        if !self.agent_name.is_empty() {
            len += 1;
        }
        if self.resolved_by != 0 {
            len += 1;
        }
        if self.can_rate {
            len += 1;
        }
        if !self.team_name.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.ConsultationNotice", len)?;
        if !self.consultation_id.is_empty() {
            struct_ser.serialize_field("consultationId", &self.consultation_id)?;
        }
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.state != 0 {
            let v = ConsultationState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if self.queue_position != 0 {
            struct_ser.serialize_field("queuePosition", &self.queue_position)?;
        }
        if self.wait_estimate_s != 0 {
            struct_ser.serialize_field("waitEstimateS", &self.wait_estimate_s)?;
        }
        if !self.agent_uid.is_empty() {
            struct_ser.serialize_field("agentUid", &self.agent_uid)?;
        }
        if !self.agent_name.is_empty() {
            struct_ser.serialize_field("agentName", &self.agent_name)?;
        }
        if self.resolved_by != 0 {
            let v = ResolvedBy::try_from(self.resolved_by)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.resolved_by)))?;
            struct_ser.serialize_field("resolvedBy", &v)?;
        }
        if self.can_rate {
            struct_ser.serialize_field("canRate", &self.can_rate)?;
        }
        if !self.team_name.is_empty() {
            struct_ser.serialize_field("teamName", &self.team_name)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ConsultationNotice {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "consultation_id",
            "consultationId",
            "conversation_id",
            "conversationId",
            "state",
            "queue_position",
            "queuePosition",
            "wait_estimate_s",
            "waitEstimateS",
            "agent_uid",
            "agentUid",
            "agent_name",
            "agentName",
            "resolved_by",
            "resolvedBy",
            "can_rate",
            "canRate",
            "team_name",
            "teamName",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConsultationId,
            ConversationId,
            State,
            QueuePosition,
            WaitEstimateS,
            AgentUid,
            AgentName,
            ResolvedBy,
            CanRate,
            TeamName,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "consultationId" | "consultation_id" => Ok(GeneratedField::ConsultationId),
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "state" => Ok(GeneratedField::State),
                            "queuePosition" | "queue_position" => Ok(GeneratedField::QueuePosition),
                            "waitEstimateS" | "wait_estimate_s" => Ok(GeneratedField::WaitEstimateS),
                            "agentUid" | "agent_uid" => Ok(GeneratedField::AgentUid),
                            "agentName" | "agent_name" => Ok(GeneratedField::AgentName),
                            "resolvedBy" | "resolved_by" => Ok(GeneratedField::ResolvedBy),
                            "canRate" | "can_rate" => Ok(GeneratedField::CanRate),
                            "teamName" | "team_name" => Ok(GeneratedField::TeamName),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ConsultationNotice;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.ConsultationNotice")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ConsultationNotice, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut consultation_id__ = None;
                let mut conversation_id__ = None;
                let mut state__ = None;
                let mut queue_position__ = None;
                let mut wait_estimate_s__ = None;
                let mut agent_uid__ = None;
                let mut agent_name__ = None;
                let mut resolved_by__ = None;
                let mut can_rate__ = None;
                let mut team_name__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConsultationId => {
                            if consultation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("consultationId"));
                            }
                            consultation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<ConsultationState>()? as i32);
                        }
                        GeneratedField::QueuePosition => {
                            if queue_position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queuePosition"));
                            }
                            queue_position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::WaitEstimateS => {
                            if wait_estimate_s__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waitEstimateS"));
                            }
                            wait_estimate_s__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AgentUid => {
                            if agent_uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("agentUid"));
                            }
                            agent_uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AgentName => {
                            if agent_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("agentName"));
                            }
                            agent_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ResolvedBy => {
                            if resolved_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resolvedBy"));
                            }
                            resolved_by__ = Some(map_.next_value::<ResolvedBy>()? as i32);
                        }
                        GeneratedField::CanRate => {
                            if can_rate__.is_some() {
                                return Err(serde::de::Error::duplicate_field("canRate"));
                            }
                            can_rate__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TeamName => {
                            if team_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("teamName"));
                            }
                            team_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ConsultationNotice {
                    consultation_id: consultation_id__.unwrap_or_default(),
                    conversation_id: conversation_id__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    queue_position: queue_position__.unwrap_or_default(),
                    wait_estimate_s: wait_estimate_s__.unwrap_or_default(),
                    agent_uid: agent_uid__.unwrap_or_default(),
                    agent_name: agent_name__.unwrap_or_default(),
                    resolved_by: resolved_by__.unwrap_or_default(),
                    can_rate: can_rate__.unwrap_or_default(),
                    team_name: team_name__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.ConsultationNotice", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ConsultationState {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "CONSULTATION_STATE_UNSPECIFIED",
            Self::Initial => "CONSULTATION_STATE_INITIAL",
            Self::Waiting => "CONSULTATION_STATE_WAITING",
            Self::Assigned => "CONSULTATION_STATE_ASSIGNED",
            Self::Resolved => "CONSULTATION_STATE_RESOLVED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ConsultationState {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "CONSULTATION_STATE_UNSPECIFIED",
            "CONSULTATION_STATE_INITIAL",
            "CONSULTATION_STATE_WAITING",
            "CONSULTATION_STATE_ASSIGNED",
            "CONSULTATION_STATE_RESOLVED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ConsultationState;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ConsultationState::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ConsultationState::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "CONSULTATION_STATE_UNSPECIFIED" => Ok(ConsultationState::Unspecified),
                    "CONSULTATION_STATE_INITIAL" => Ok(ConsultationState::Initial),
                    "CONSULTATION_STATE_WAITING" => Ok(ConsultationState::Waiting),
                    "CONSULTATION_STATE_ASSIGNED" => Ok(ConsultationState::Assigned),
                    "CONSULTATION_STATE_RESOLVED" => Ok(ConsultationState::Resolved),
                    _ => Ok(ConsultationState::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Content {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.kind.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Content", len)?;
        if let Some(v) = self.kind.as_ref() {
            match v {
                content::Kind::Text(v) => {
                    struct_ser.serialize_field("text", v)?;
                }
                content::Kind::System(v) => {
                    struct_ser.serialize_field("system", v)?;
                }
                content::Kind::Custom(v) => {
                    struct_ser.serialize_field("custom", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Content {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "text",
            "system",
            "custom",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Text,
            System,
            Custom,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "text" => Ok(GeneratedField::Text),
                            "system" => Ok(GeneratedField::System),
                            "custom" => Ok(GeneratedField::Custom),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Content;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Content")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Content, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Text => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(content::Kind::Text)
;
                        }
                        GeneratedField::System => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("system"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(content::Kind::System)
;
                        }
                        GeneratedField::Custom => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("custom"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(content::Kind::Custom)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Content {
                    kind: kind__,
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Content", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ConversationKind {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "CONVERSATION_KIND_UNSPECIFIED",
            Self::Direct => "CONVERSATION_KIND_DIRECT",
            Self::Group => "CONVERSATION_KIND_GROUP",
            Self::Thread => "CONVERSATION_KIND_THREAD",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ConversationKind {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "CONVERSATION_KIND_UNSPECIFIED",
            "CONVERSATION_KIND_DIRECT",
            "CONVERSATION_KIND_GROUP",
            "CONVERSATION_KIND_THREAD",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ConversationKind;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ConversationKind::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ConversationKind::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "CONVERSATION_KIND_UNSPECIFIED" => Ok(ConversationKind::Unspecified),
                    "CONVERSATION_KIND_DIRECT" => Ok(ConversationKind::Direct),
                    "CONVERSATION_KIND_GROUP" => Ok(ConversationKind::Group),
                    "CONVERSATION_KIND_THREAD" => Ok(ConversationKind::Thread),
                    _ => Ok(ConversationKind::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ConversationState {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.kind != 0 {
            len += 1;
        }
        if !self.title.is_empty() {
            len += 1;
        }
        if self.last_seq != 0 {
            len += 1;
        }
        if self.read_seq != 0 {
            len += 1;
        }
        if self.unread != 0 {
            len += 1;
        }
        if self.last_message.is_some() {
            len += 1;
        }
        if !self.members.is_empty() {
            len += 1;
        }
        if self.updated_at_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.ConversationState", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.kind != 0 {
            let v = ConversationKind::try_from(self.kind)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.kind)))?;
            struct_ser.serialize_field("kind", &v)?;
        }
        if !self.title.is_empty() {
            struct_ser.serialize_field("title", &self.title)?;
        }
        if self.last_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("lastSeq", ToString::to_string(&self.last_seq).as_str())?;
        }
        if self.read_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("readSeq", ToString::to_string(&self.read_seq).as_str())?;
        }
        if self.unread != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("unread", ToString::to_string(&self.unread).as_str())?;
        }
        if let Some(v) = self.last_message.as_ref() {
            struct_ser.serialize_field("lastMessage", v)?;
        }
        if !self.members.is_empty() {
            struct_ser.serialize_field("members", &self.members)?;
        }
        if self.updated_at_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("updatedAtMs", ToString::to_string(&self.updated_at_ms).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ConversationState {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "kind",
            "title",
            "last_seq",
            "lastSeq",
            "read_seq",
            "readSeq",
            "unread",
            "last_message",
            "lastMessage",
            "members",
            "updated_at_ms",
            "updatedAtMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Kind,
            Title,
            LastSeq,
            ReadSeq,
            Unread,
            LastMessage,
            Members,
            UpdatedAtMs,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "kind" => Ok(GeneratedField::Kind),
                            "title" => Ok(GeneratedField::Title),
                            "lastSeq" | "last_seq" => Ok(GeneratedField::LastSeq),
                            "readSeq" | "read_seq" => Ok(GeneratedField::ReadSeq),
                            "unread" => Ok(GeneratedField::Unread),
                            "lastMessage" | "last_message" => Ok(GeneratedField::LastMessage),
                            "members" => Ok(GeneratedField::Members),
                            "updatedAtMs" | "updated_at_ms" => Ok(GeneratedField::UpdatedAtMs),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ConversationState;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.ConversationState")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ConversationState, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut kind__ = None;
                let mut title__ = None;
                let mut last_seq__ = None;
                let mut read_seq__ = None;
                let mut unread__ = None;
                let mut last_message__ = None;
                let mut members__ = None;
                let mut updated_at_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value::<ConversationKind>()? as i32);
                        }
                        GeneratedField::Title => {
                            if title__.is_some() {
                                return Err(serde::de::Error::duplicate_field("title"));
                            }
                            title__ = Some(map_.next_value()?);
                        }
                        GeneratedField::LastSeq => {
                            if last_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastSeq"));
                            }
                            last_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ReadSeq => {
                            if read_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("readSeq"));
                            }
                            read_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Unread => {
                            if unread__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unread"));
                            }
                            unread__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LastMessage => {
                            if last_message__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastMessage"));
                            }
                            last_message__ = map_.next_value()?;
                        }
                        GeneratedField::Members => {
                            if members__.is_some() {
                                return Err(serde::de::Error::duplicate_field("members"));
                            }
                            members__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UpdatedAtMs => {
                            if updated_at_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updatedAtMs"));
                            }
                            updated_at_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ConversationState {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    kind: kind__.unwrap_or_default(),
                    title: title__.unwrap_or_default(),
                    last_seq: last_seq__.unwrap_or_default(),
                    read_seq: read_seq__.unwrap_or_default(),
                    unread: unread__.unwrap_or_default(),
                    last_message: last_message__,
                    members: members__.unwrap_or_default(),
                    updated_at_ms: updated_at_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.ConversationState", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Custom {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.r#type.is_empty() {
            len += 1;
        }
        if !self.json.is_empty() {
            len += 1;
        }
        if !self.fallback.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Custom", len)?;
        if !self.r#type.is_empty() {
            struct_ser.serialize_field("type", &self.r#type)?;
        }
        if !self.json.is_empty() {
            struct_ser.serialize_field("json", &self.json)?;
        }
        if !self.fallback.is_empty() {
            struct_ser.serialize_field("fallback", &self.fallback)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Custom {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "type",
            "json",
            "fallback",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Type,
            Json,
            Fallback,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "type" => Ok(GeneratedField::Type),
                            "json" => Ok(GeneratedField::Json),
                            "fallback" => Ok(GeneratedField::Fallback),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Custom;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Custom")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Custom, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut r#type__ = None;
                let mut json__ = None;
                let mut fallback__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Type => {
                            if r#type__.is_some() {
                                return Err(serde::de::Error::duplicate_field("type"));
                            }
                            r#type__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Json => {
                            if json__.is_some() {
                                return Err(serde::de::Error::duplicate_field("json"));
                            }
                            json__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Fallback => {
                            if fallback__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fallback"));
                            }
                            fallback__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Custom {
                    r#type: r#type__.unwrap_or_default(),
                    json: json__.unwrap_or_default(),
                    fallback: fallback__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Custom", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Device {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.terminal != 0 {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Device", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.terminal != 0 {
            let v = Terminal::try_from(self.terminal)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.terminal)))?;
            struct_ser.serialize_field("terminal", &v)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Device {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "terminal",
            "name",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Terminal,
            Name,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "terminal" => Ok(GeneratedField::Terminal),
                            "name" => Ok(GeneratedField::Name),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Device;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Device")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Device, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut terminal__ = None;
                let mut name__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Terminal => {
                            if terminal__.is_some() {
                                return Err(serde::de::Error::duplicate_field("terminal"));
                            }
                            terminal__ = Some(map_.next_value::<Terminal>()? as i32);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Device {
                    id: id__.unwrap_or_default(),
                    terminal: terminal__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Device", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Done {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("skein.v1.Done", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Done {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Done;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Done")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Done, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Done {
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Done", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Error {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.code != 0 {
            len += 1;
        }
        if !self.detail.is_empty() {
            len += 1;
        }
        if self.retryable {
            len += 1;
        }
        if self.retry_after_ms != 0 {
            len += 1;
        }
        if !self.client_msg_id.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Error", len)?;
        if self.code != 0 {
            let v = ErrorCode::try_from(self.code)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.code)))?;
            struct_ser.serialize_field("code", &v)?;
        }
        if !self.detail.is_empty() {
            struct_ser.serialize_field("detail", &self.detail)?;
        }
        if self.retryable {
            struct_ser.serialize_field("retryable", &self.retryable)?;
        }
        if self.retry_after_ms != 0 {
            struct_ser.serialize_field("retryAfterMs", &self.retry_after_ms)?;
        }
        if !self.client_msg_id.is_empty() {
            struct_ser.serialize_field("clientMsgId", &self.client_msg_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Error {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "code",
            "detail",
            "retryable",
            "retry_after_ms",
            "retryAfterMs",
            "client_msg_id",
            "clientMsgId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Code,
            Detail,
            Retryable,
            RetryAfterMs,
            ClientMsgId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "code" => Ok(GeneratedField::Code),
                            "detail" => Ok(GeneratedField::Detail),
                            "retryable" => Ok(GeneratedField::Retryable),
                            "retryAfterMs" | "retry_after_ms" => Ok(GeneratedField::RetryAfterMs),
                            "clientMsgId" | "client_msg_id" => Ok(GeneratedField::ClientMsgId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Error;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Error")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Error, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut code__ = None;
                let mut detail__ = None;
                let mut retryable__ = None;
                let mut retry_after_ms__ = None;
                let mut client_msg_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = Some(map_.next_value::<ErrorCode>()? as i32);
                        }
                        GeneratedField::Detail => {
                            if detail__.is_some() {
                                return Err(serde::de::Error::duplicate_field("detail"));
                            }
                            detail__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Retryable => {
                            if retryable__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryable"));
                            }
                            retryable__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RetryAfterMs => {
                            if retry_after_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryAfterMs"));
                            }
                            retry_after_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ClientMsgId => {
                            if client_msg_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientMsgId"));
                            }
                            client_msg_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Error {
                    code: code__.unwrap_or_default(),
                    detail: detail__.unwrap_or_default(),
                    retryable: retryable__.unwrap_or_default(),
                    retry_after_ms: retry_after_ms__.unwrap_or_default(),
                    client_msg_id: client_msg_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Error", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ErrorCode {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "ERROR_CODE_UNSPECIFIED",
            Self::Malformed => "ERROR_CODE_MALFORMED",
            Self::Invalid => "ERROR_CODE_INVALID",
            Self::TooLarge => "ERROR_CODE_TOO_LARGE",
            Self::Unauthenticated => "ERROR_CODE_UNAUTHENTICATED",
            Self::TokenExpired => "ERROR_CODE_TOKEN_EXPIRED",
            Self::Forbidden => "ERROR_CODE_FORBIDDEN",
            Self::NotFound => "ERROR_CODE_NOT_FOUND",
            Self::Conflict => "ERROR_CODE_CONFLICT",
            Self::IdempotencyMismatch => "ERROR_CODE_IDEMPOTENCY_MISMATCH",
            Self::RateLimited => "ERROR_CODE_RATE_LIMITED",
            Self::Overloaded => "ERROR_CODE_OVERLOADED",
            Self::StorageUnavailable => "ERROR_CODE_STORAGE_UNAVAILABLE",
            Self::Internal => "ERROR_CODE_INTERNAL",
            Self::SessionGone => "ERROR_CODE_SESSION_GONE",
            Self::Replaced => "ERROR_CODE_REPLACED",
            Self::HeartbeatTimeout => "ERROR_CODE_HEARTBEAT_TIMEOUT",
            Self::SlowReader => "ERROR_CODE_SLOW_READER",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ErrorCode {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "ERROR_CODE_UNSPECIFIED",
            "ERROR_CODE_MALFORMED",
            "ERROR_CODE_INVALID",
            "ERROR_CODE_TOO_LARGE",
            "ERROR_CODE_UNAUTHENTICATED",
            "ERROR_CODE_TOKEN_EXPIRED",
            "ERROR_CODE_FORBIDDEN",
            "ERROR_CODE_NOT_FOUND",
            "ERROR_CODE_CONFLICT",
            "ERROR_CODE_IDEMPOTENCY_MISMATCH",
            "ERROR_CODE_RATE_LIMITED",
            "ERROR_CODE_OVERLOADED",
            "ERROR_CODE_STORAGE_UNAVAILABLE",
            "ERROR_CODE_INTERNAL",
            "ERROR_CODE_SESSION_GONE",
            "ERROR_CODE_REPLACED",
            "ERROR_CODE_HEARTBEAT_TIMEOUT",
            "ERROR_CODE_SLOW_READER",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ErrorCode;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ErrorCode::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ErrorCode::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "ERROR_CODE_UNSPECIFIED" => Ok(ErrorCode::Unspecified),
                    "ERROR_CODE_MALFORMED" => Ok(ErrorCode::Malformed),
                    "ERROR_CODE_INVALID" => Ok(ErrorCode::Invalid),
                    "ERROR_CODE_TOO_LARGE" => Ok(ErrorCode::TooLarge),
                    "ERROR_CODE_UNAUTHENTICATED" => Ok(ErrorCode::Unauthenticated),
                    "ERROR_CODE_TOKEN_EXPIRED" => Ok(ErrorCode::TokenExpired),
                    "ERROR_CODE_FORBIDDEN" => Ok(ErrorCode::Forbidden),
                    "ERROR_CODE_NOT_FOUND" => Ok(ErrorCode::NotFound),
                    "ERROR_CODE_CONFLICT" => Ok(ErrorCode::Conflict),
                    "ERROR_CODE_IDEMPOTENCY_MISMATCH" => Ok(ErrorCode::IdempotencyMismatch),
                    "ERROR_CODE_RATE_LIMITED" => Ok(ErrorCode::RateLimited),
                    "ERROR_CODE_OVERLOADED" => Ok(ErrorCode::Overloaded),
                    "ERROR_CODE_STORAGE_UNAVAILABLE" => Ok(ErrorCode::StorageUnavailable),
                    "ERROR_CODE_INTERNAL" => Ok(ErrorCode::Internal),
                    "ERROR_CODE_SESSION_GONE" => Ok(ErrorCode::SessionGone),
                    "ERROR_CODE_REPLACED" => Ok(ErrorCode::Replaced),
                    "ERROR_CODE_HEARTBEAT_TIMEOUT" => Ok(ErrorCode::HeartbeatTimeout),
                    "ERROR_CODE_SLOW_READER" => Ok(ErrorCode::SlowReader),
                    _ => Ok(ErrorCode::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Frame {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if self.body.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Frame", len)?;
        if self.id != 0 {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.body.as_ref() {
            match v {
                frame::Body::Hello(v) => {
                    struct_ser.serialize_field("hello", v)?;
                }
                frame::Body::Send(v) => {
                    struct_ser.serialize_field("send", v)?;
                }
                frame::Body::Received(v) => {
                    struct_ser.serialize_field("received", v)?;
                }
                frame::Body::Sync(v) => {
                    struct_ser.serialize_field("sync", v)?;
                }
                frame::Body::History(v) => {
                    struct_ser.serialize_field("history", v)?;
                }
                frame::Body::MarkRead(v) => {
                    struct_ser.serialize_field("markRead", v)?;
                }
                frame::Body::SetTyping(v) => {
                    struct_ser.serialize_field("setTyping", v)?;
                }
                frame::Body::WatchPresence(v) => {
                    struct_ser.serialize_field("watchPresence", v)?;
                }
                frame::Body::Ping(v) => {
                    struct_ser.serialize_field("ping", v)?;
                }
                frame::Body::OpenDirect(v) => {
                    struct_ser.serialize_field("openDirect", v)?;
                }
                frame::Body::Welcome(v) => {
                    struct_ser.serialize_field("welcome", v)?;
                }
                frame::Body::Ack(v) => {
                    struct_ser.serialize_field("ack", v)?;
                }
                frame::Body::SyncPage(v) => {
                    struct_ser.serialize_field("syncPage", v)?;
                }
                frame::Body::HistoryPage(v) => {
                    struct_ser.serialize_field("historyPage", v)?;
                }
                frame::Body::Done(v) => {
                    struct_ser.serialize_field("done", v)?;
                }
                frame::Body::PresenceList(v) => {
                    struct_ser.serialize_field("presenceList", v)?;
                }
                frame::Body::Pong(v) => {
                    struct_ser.serialize_field("pong", v)?;
                }
                frame::Body::Error(v) => {
                    struct_ser.serialize_field("error", v)?;
                }
                frame::Body::Conversation(v) => {
                    struct_ser.serialize_field("conversation", v)?;
                }
                frame::Body::Message(v) => {
                    struct_ser.serialize_field("message", v)?;
                }
                frame::Body::Mark(v) => {
                    struct_ser.serialize_field("mark", v)?;
                }
                frame::Body::Typing(v) => {
                    struct_ser.serialize_field("typing", v)?;
                }
                frame::Body::Presence(v) => {
                    struct_ser.serialize_field("presence", v)?;
                }
                frame::Body::Notice(v) => {
                    struct_ser.serialize_field("notice", v)?;
                }
                frame::Body::GoAway(v) => {
                    struct_ser.serialize_field("goAway", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Frame {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "hello",
            "send",
            "received",
            "sync",
            "history",
            "mark_read",
            "markRead",
            "set_typing",
            "setTyping",
            "watch_presence",
            "watchPresence",
            "ping",
            "open_direct",
            "openDirect",
            "welcome",
            "ack",
            "sync_page",
            "syncPage",
            "history_page",
            "historyPage",
            "done",
            "presence_list",
            "presenceList",
            "pong",
            "error",
            "conversation",
            "message",
            "mark",
            "typing",
            "presence",
            "notice",
            "go_away",
            "goAway",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Hello,
            Send,
            Received,
            Sync,
            History,
            MarkRead,
            SetTyping,
            WatchPresence,
            Ping,
            OpenDirect,
            Welcome,
            Ack,
            SyncPage,
            HistoryPage,
            Done,
            PresenceList,
            Pong,
            Error,
            Conversation,
            Message,
            Mark,
            Typing,
            Presence,
            Notice,
            GoAway,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "hello" => Ok(GeneratedField::Hello),
                            "send" => Ok(GeneratedField::Send),
                            "received" => Ok(GeneratedField::Received),
                            "sync" => Ok(GeneratedField::Sync),
                            "history" => Ok(GeneratedField::History),
                            "markRead" | "mark_read" => Ok(GeneratedField::MarkRead),
                            "setTyping" | "set_typing" => Ok(GeneratedField::SetTyping),
                            "watchPresence" | "watch_presence" => Ok(GeneratedField::WatchPresence),
                            "ping" => Ok(GeneratedField::Ping),
                            "openDirect" | "open_direct" => Ok(GeneratedField::OpenDirect),
                            "welcome" => Ok(GeneratedField::Welcome),
                            "ack" => Ok(GeneratedField::Ack),
                            "syncPage" | "sync_page" => Ok(GeneratedField::SyncPage),
                            "historyPage" | "history_page" => Ok(GeneratedField::HistoryPage),
                            "done" => Ok(GeneratedField::Done),
                            "presenceList" | "presence_list" => Ok(GeneratedField::PresenceList),
                            "pong" => Ok(GeneratedField::Pong),
                            "error" => Ok(GeneratedField::Error),
                            "conversation" => Ok(GeneratedField::Conversation),
                            "message" => Ok(GeneratedField::Message),
                            "mark" => Ok(GeneratedField::Mark),
                            "typing" => Ok(GeneratedField::Typing),
                            "presence" => Ok(GeneratedField::Presence),
                            "notice" => Ok(GeneratedField::Notice),
                            "goAway" | "go_away" => Ok(GeneratedField::GoAway),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Frame;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Frame")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Frame, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut body__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Hello => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("hello"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Hello)
;
                        }
                        GeneratedField::Send => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("send"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Send)
;
                        }
                        GeneratedField::Received => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("received"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Received)
;
                        }
                        GeneratedField::Sync => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sync"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Sync)
;
                        }
                        GeneratedField::History => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("history"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::History)
;
                        }
                        GeneratedField::MarkRead => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("markRead"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::MarkRead)
;
                        }
                        GeneratedField::SetTyping => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("setTyping"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::SetTyping)
;
                        }
                        GeneratedField::WatchPresence => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("watchPresence"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::WatchPresence)
;
                        }
                        GeneratedField::Ping => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ping"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Ping)
;
                        }
                        GeneratedField::OpenDirect => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("openDirect"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::OpenDirect)
;
                        }
                        GeneratedField::Welcome => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("welcome"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Welcome)
;
                        }
                        GeneratedField::Ack => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ack"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Ack)
;
                        }
                        GeneratedField::SyncPage => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("syncPage"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::SyncPage)
;
                        }
                        GeneratedField::HistoryPage => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("historyPage"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::HistoryPage)
;
                        }
                        GeneratedField::Done => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("done"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Done)
;
                        }
                        GeneratedField::PresenceList => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("presenceList"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::PresenceList)
;
                        }
                        GeneratedField::Pong => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pong"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Pong)
;
                        }
                        GeneratedField::Error => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("error"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Error)
;
                        }
                        GeneratedField::Conversation => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversation"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Conversation)
;
                        }
                        GeneratedField::Message => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("message"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Message)
;
                        }
                        GeneratedField::Mark => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mark"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Mark)
;
                        }
                        GeneratedField::Typing => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("typing"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Typing)
;
                        }
                        GeneratedField::Presence => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("presence"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Presence)
;
                        }
                        GeneratedField::Notice => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("notice"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::Notice)
;
                        }
                        GeneratedField::GoAway => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("goAway"));
                            }
                            body__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Body::GoAway)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Frame {
                    id: id__.unwrap_or_default(),
                    body: body__,
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Frame", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GoAway {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.reason != 0 {
            len += 1;
        }
        if self.spread_ms != 0 {
            len += 1;
        }
        if !self.device_name.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.GoAway", len)?;
        if self.reason != 0 {
            let v = GoAwayReason::try_from(self.reason)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.reason)))?;
            struct_ser.serialize_field("reason", &v)?;
        }
        if self.spread_ms != 0 {
            struct_ser.serialize_field("spreadMs", &self.spread_ms)?;
        }
        if !self.device_name.is_empty() {
            struct_ser.serialize_field("deviceName", &self.device_name)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GoAway {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reason",
            "spread_ms",
            "spreadMs",
            "device_name",
            "deviceName",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reason,
            SpreadMs,
            DeviceName,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reason" => Ok(GeneratedField::Reason),
                            "spreadMs" | "spread_ms" => Ok(GeneratedField::SpreadMs),
                            "deviceName" | "device_name" => Ok(GeneratedField::DeviceName),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GoAway;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.GoAway")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GoAway, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reason__ = None;
                let mut spread_ms__ = None;
                let mut device_name__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value::<GoAwayReason>()? as i32);
                        }
                        GeneratedField::SpreadMs => {
                            if spread_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("spreadMs"));
                            }
                            spread_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::DeviceName => {
                            if device_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deviceName"));
                            }
                            device_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(GoAway {
                    reason: reason__.unwrap_or_default(),
                    spread_ms: spread_ms__.unwrap_or_default(),
                    device_name: device_name__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.GoAway", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GoAwayReason {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "GO_AWAY_REASON_UNSPECIFIED",
            Self::Drain => "GO_AWAY_REASON_DRAIN",
            Self::Replaced => "GO_AWAY_REASON_REPLACED",
            Self::Revoked => "GO_AWAY_REASON_REVOKED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for GoAwayReason {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "GO_AWAY_REASON_UNSPECIFIED",
            "GO_AWAY_REASON_DRAIN",
            "GO_AWAY_REASON_REPLACED",
            "GO_AWAY_REASON_REVOKED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = GoAwayReason;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(GoAwayReason::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(GoAwayReason::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "GO_AWAY_REASON_UNSPECIFIED" => Ok(GoAwayReason::Unspecified),
                    "GO_AWAY_REASON_DRAIN" => Ok(GoAwayReason::Drain),
                    "GO_AWAY_REASON_REPLACED" => Ok(GoAwayReason::Replaced),
                    "GO_AWAY_REASON_REVOKED" => Ok(GoAwayReason::Revoked),
                    _ => Ok(GoAwayReason::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Hello {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.token.is_empty() {
            len += 1;
        }
        if self.device.is_some() {
            len += 1;
        }
        if !self.resume_session_id.is_empty() {
            len += 1;
        }
        if !self.client.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Hello", len)?;
        if !self.token.is_empty() {
            struct_ser.serialize_field("token", &self.token)?;
        }
        if let Some(v) = self.device.as_ref() {
            struct_ser.serialize_field("device", v)?;
        }
        if !self.resume_session_id.is_empty() {
            struct_ser.serialize_field("resumeSessionId", &self.resume_session_id)?;
        }
        if !self.client.is_empty() {
            struct_ser.serialize_field("client", &self.client)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Hello {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "token",
            "device",
            "resume_session_id",
            "resumeSessionId",
            "client",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Token,
            Device,
            ResumeSessionId,
            Client,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "token" => Ok(GeneratedField::Token),
                            "device" => Ok(GeneratedField::Device),
                            "resumeSessionId" | "resume_session_id" => Ok(GeneratedField::ResumeSessionId),
                            "client" => Ok(GeneratedField::Client),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Hello;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Hello")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Hello, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut token__ = None;
                let mut device__ = None;
                let mut resume_session_id__ = None;
                let mut client__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Device => {
                            if device__.is_some() {
                                return Err(serde::de::Error::duplicate_field("device"));
                            }
                            device__ = map_.next_value()?;
                        }
                        GeneratedField::ResumeSessionId => {
                            if resume_session_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resumeSessionId"));
                            }
                            resume_session_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Client => {
                            if client__.is_some() {
                                return Err(serde::de::Error::duplicate_field("client"));
                            }
                            client__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Hello {
                    token: token__.unwrap_or_default(),
                    device: device__,
                    resume_session_id: resume_session_id__.unwrap_or_default(),
                    client: client__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Hello", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for History {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.before.is_some() {
            len += 1;
        }
        if self.after.is_some() {
            len += 1;
        }
        if self.limit != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.History", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if let Some(v) = self.before.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("before", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.after.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("after", ToString::to_string(&v).as_str())?;
        }
        if self.limit != 0 {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for History {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "before",
            "after",
            "limit",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Before,
            After,
            Limit,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "before" => Ok(GeneratedField::Before),
                            "after" => Ok(GeneratedField::After),
                            "limit" => Ok(GeneratedField::Limit),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = History;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.History")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<History, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut before__ = None;
                let mut after__ = None;
                let mut limit__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Before => {
                            if before__.is_some() {
                                return Err(serde::de::Error::duplicate_field("before"));
                            }
                            before__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::After => {
                            if after__.is_some() {
                                return Err(serde::de::Error::duplicate_field("after"));
                            }
                            after__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(History {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    before: before__,
                    after: after__,
                    limit: limit__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.History", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for HistoryPage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.messages.is_empty() {
            len += 1;
        }
        if self.has_more {
            len += 1;
        }
        if self.last_seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.HistoryPage", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.messages.is_empty() {
            struct_ser.serialize_field("messages", &self.messages)?;
        }
        if self.has_more {
            struct_ser.serialize_field("hasMore", &self.has_more)?;
        }
        if self.last_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("lastSeq", ToString::to_string(&self.last_seq).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for HistoryPage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "messages",
            "has_more",
            "hasMore",
            "last_seq",
            "lastSeq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Messages,
            HasMore,
            LastSeq,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "messages" => Ok(GeneratedField::Messages),
                            "hasMore" | "has_more" => Ok(GeneratedField::HasMore),
                            "lastSeq" | "last_seq" => Ok(GeneratedField::LastSeq),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = HistoryPage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.HistoryPage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<HistoryPage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut messages__ = None;
                let mut has_more__ = None;
                let mut last_seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Messages => {
                            if messages__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messages"));
                            }
                            messages__ = Some(map_.next_value()?);
                        }
                        GeneratedField::HasMore => {
                            if has_more__.is_some() {
                                return Err(serde::de::Error::duplicate_field("hasMore"));
                            }
                            has_more__ = Some(map_.next_value()?);
                        }
                        GeneratedField::LastSeq => {
                            if last_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastSeq"));
                            }
                            last_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(HistoryPage {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    messages: messages__.unwrap_or_default(),
                    has_more: has_more__.unwrap_or_default(),
                    last_seq: last_seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.HistoryPage", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Limits {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.max_frame_bytes != 0 {
            len += 1;
        }
        if self.max_text_chars != 0 {
            len += 1;
        }
        if self.max_page != 0 {
            len += 1;
        }
        if self.max_in_flight != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Limits", len)?;
        if self.max_frame_bytes != 0 {
            struct_ser.serialize_field("maxFrameBytes", &self.max_frame_bytes)?;
        }
        if self.max_text_chars != 0 {
            struct_ser.serialize_field("maxTextChars", &self.max_text_chars)?;
        }
        if self.max_page != 0 {
            struct_ser.serialize_field("maxPage", &self.max_page)?;
        }
        if self.max_in_flight != 0 {
            struct_ser.serialize_field("maxInFlight", &self.max_in_flight)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Limits {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "max_frame_bytes",
            "maxFrameBytes",
            "max_text_chars",
            "maxTextChars",
            "max_page",
            "maxPage",
            "max_in_flight",
            "maxInFlight",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MaxFrameBytes,
            MaxTextChars,
            MaxPage,
            MaxInFlight,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "maxFrameBytes" | "max_frame_bytes" => Ok(GeneratedField::MaxFrameBytes),
                            "maxTextChars" | "max_text_chars" => Ok(GeneratedField::MaxTextChars),
                            "maxPage" | "max_page" => Ok(GeneratedField::MaxPage),
                            "maxInFlight" | "max_in_flight" => Ok(GeneratedField::MaxInFlight),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Limits;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Limits")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Limits, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut max_frame_bytes__ = None;
                let mut max_text_chars__ = None;
                let mut max_page__ = None;
                let mut max_in_flight__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MaxFrameBytes => {
                            if max_frame_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxFrameBytes"));
                            }
                            max_frame_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MaxTextChars => {
                            if max_text_chars__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxTextChars"));
                            }
                            max_text_chars__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MaxPage => {
                            if max_page__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxPage"));
                            }
                            max_page__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MaxInFlight => {
                            if max_in_flight__.is_some() {
                                return Err(serde::de::Error::duplicate_field("maxInFlight"));
                            }
                            max_in_flight__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Limits {
                    max_frame_bytes: max_frame_bytes__.unwrap_or_default(),
                    max_text_chars: max_text_chars__.unwrap_or_default(),
                    max_page: max_page__.unwrap_or_default(),
                    max_in_flight: max_in_flight__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Limits", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Mark {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.uid.is_empty() {
            len += 1;
        }
        if self.read_seq != 0 {
            len += 1;
        }
        if self.received_seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Mark", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.uid.is_empty() {
            struct_ser.serialize_field("uid", &self.uid)?;
        }
        if self.read_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("readSeq", ToString::to_string(&self.read_seq).as_str())?;
        }
        if self.received_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("receivedSeq", ToString::to_string(&self.received_seq).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Mark {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "uid",
            "read_seq",
            "readSeq",
            "received_seq",
            "receivedSeq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Uid,
            ReadSeq,
            ReceivedSeq,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "uid" => Ok(GeneratedField::Uid),
                            "readSeq" | "read_seq" => Ok(GeneratedField::ReadSeq),
                            "receivedSeq" | "received_seq" => Ok(GeneratedField::ReceivedSeq),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Mark;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Mark")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Mark, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut uid__ = None;
                let mut read_seq__ = None;
                let mut received_seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Uid => {
                            if uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("uid"));
                            }
                            uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ReadSeq => {
                            if read_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("readSeq"));
                            }
                            read_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ReceivedSeq => {
                            if received_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("receivedSeq"));
                            }
                            received_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Mark {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    uid: uid__.unwrap_or_default(),
                    read_seq: read_seq__.unwrap_or_default(),
                    received_seq: received_seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Mark", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MarkRead {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.MarkRead", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seq", ToString::to_string(&self.seq).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for MarkRead {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "seq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Seq,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "seq" => Ok(GeneratedField::Seq),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = MarkRead;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.MarkRead")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<MarkRead, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(MarkRead {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.MarkRead", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Member {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.uid.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if self.role != 0 {
            len += 1;
        }
        if self.read_seq != 0 {
            len += 1;
        }
        if self.received_seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Member", len)?;
        if !self.uid.is_empty() {
            struct_ser.serialize_field("uid", &self.uid)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if self.role != 0 {
            let v = Role::try_from(self.role)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.role)))?;
            struct_ser.serialize_field("role", &v)?;
        }
        if self.read_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("readSeq", ToString::to_string(&self.read_seq).as_str())?;
        }
        if self.received_seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("receivedSeq", ToString::to_string(&self.received_seq).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Member {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "uid",
            "name",
            "role",
            "read_seq",
            "readSeq",
            "received_seq",
            "receivedSeq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Uid,
            Name,
            Role,
            ReadSeq,
            ReceivedSeq,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "uid" => Ok(GeneratedField::Uid),
                            "name" => Ok(GeneratedField::Name),
                            "role" => Ok(GeneratedField::Role),
                            "readSeq" | "read_seq" => Ok(GeneratedField::ReadSeq),
                            "receivedSeq" | "received_seq" => Ok(GeneratedField::ReceivedSeq),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Member;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Member")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Member, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut uid__ = None;
                let mut name__ = None;
                let mut role__ = None;
                let mut read_seq__ = None;
                let mut received_seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Uid => {
                            if uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("uid"));
                            }
                            uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value::<Role>()? as i32);
                        }
                        GeneratedField::ReadSeq => {
                            if read_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("readSeq"));
                            }
                            read_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ReceivedSeq => {
                            if received_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("receivedSeq"));
                            }
                            received_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Member {
                    uid: uid__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    role: role__.unwrap_or_default(),
                    read_seq: read_seq__.unwrap_or_default(),
                    received_seq: received_seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Member", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Message {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        if !self.sender_uid.is_empty() {
            len += 1;
        }
        if !self.client_msg_id.is_empty() {
            len += 1;
        }
        if self.time_ms != 0 {
            len += 1;
        }
        if self.content.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Message", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seq", ToString::to_string(&self.seq).as_str())?;
        }
        if !self.sender_uid.is_empty() {
            struct_ser.serialize_field("senderUid", &self.sender_uid)?;
        }
        if !self.client_msg_id.is_empty() {
            struct_ser.serialize_field("clientMsgId", &self.client_msg_id)?;
        }
        if self.time_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("timeMs", ToString::to_string(&self.time_ms).as_str())?;
        }
        if let Some(v) = self.content.as_ref() {
            struct_ser.serialize_field("content", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Message {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "seq",
            "sender_uid",
            "senderUid",
            "client_msg_id",
            "clientMsgId",
            "time_ms",
            "timeMs",
            "content",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Seq,
            SenderUid,
            ClientMsgId,
            TimeMs,
            Content,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "seq" => Ok(GeneratedField::Seq),
                            "senderUid" | "sender_uid" => Ok(GeneratedField::SenderUid),
                            "clientMsgId" | "client_msg_id" => Ok(GeneratedField::ClientMsgId),
                            "timeMs" | "time_ms" => Ok(GeneratedField::TimeMs),
                            "content" => Ok(GeneratedField::Content),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Message;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Message")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Message, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut seq__ = None;
                let mut sender_uid__ = None;
                let mut client_msg_id__ = None;
                let mut time_ms__ = None;
                let mut content__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::SenderUid => {
                            if sender_uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("senderUid"));
                            }
                            sender_uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ClientMsgId => {
                            if client_msg_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientMsgId"));
                            }
                            client_msg_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TimeMs => {
                            if time_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timeMs"));
                            }
                            time_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Content => {
                            if content__.is_some() {
                                return Err(serde::de::Error::duplicate_field("content"));
                            }
                            content__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Message {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                    sender_uid: sender_uid__.unwrap_or_default(),
                    client_msg_id: client_msg_id__.unwrap_or_default(),
                    time_ms: time_ms__.unwrap_or_default(),
                    content: content__,
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Message", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Notice {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.event.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Notice", len)?;
        if let Some(v) = self.event.as_ref() {
            match v {
                notice::Event::Consultation(v) => {
                    struct_ser.serialize_field("consultation", v)?;
                }
                notice::Event::Queue(v) => {
                    struct_ser.serialize_field("queue", v)?;
                }
                notice::Event::Agent(v) => {
                    struct_ser.serialize_field("agent", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Notice {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "consultation",
            "queue",
            "agent",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Consultation,
            Queue,
            Agent,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "consultation" => Ok(GeneratedField::Consultation),
                            "queue" => Ok(GeneratedField::Queue),
                            "agent" => Ok(GeneratedField::Agent),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Notice;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Notice")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Notice, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut event__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Consultation => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("consultation"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(notice::Event::Consultation)
;
                        }
                        GeneratedField::Queue => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(notice::Event::Queue)
;
                        }
                        GeneratedField::Agent => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("agent"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(notice::Event::Agent)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Notice {
                    event: event__,
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Notice", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for OpenDirect {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.uid.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.OpenDirect", len)?;
        if !self.uid.is_empty() {
            struct_ser.serialize_field("uid", &self.uid)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for OpenDirect {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "uid",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Uid,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "uid" => Ok(GeneratedField::Uid),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = OpenDirect;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.OpenDirect")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<OpenDirect, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut uid__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Uid => {
                            if uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("uid"));
                            }
                            uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(OpenDirect {
                    uid: uid__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.OpenDirect", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Ping {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.time_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Ping", len)?;
        if self.time_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("timeMs", ToString::to_string(&self.time_ms).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Ping {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "time_ms",
            "timeMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            TimeMs,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "timeMs" | "time_ms" => Ok(GeneratedField::TimeMs),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Ping;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Ping")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Ping, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut time_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::TimeMs => {
                            if time_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timeMs"));
                            }
                            time_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Ping {
                    time_ms: time_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Ping", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PollBatch {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.cursor != 0 {
            len += 1;
        }
        if !self.frames.is_empty() {
            len += 1;
        }
        if !self.poll_key.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.PollBatch", len)?;
        if self.cursor != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("cursor", ToString::to_string(&self.cursor).as_str())?;
        }
        if !self.frames.is_empty() {
            struct_ser.serialize_field("frames", &self.frames)?;
        }
        if !self.poll_key.is_empty() {
            struct_ser.serialize_field("pollKey", &self.poll_key)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PollBatch {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cursor",
            "frames",
            "poll_key",
            "pollKey",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Cursor,
            Frames,
            PollKey,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "cursor" => Ok(GeneratedField::Cursor),
                            "frames" => Ok(GeneratedField::Frames),
                            "pollKey" | "poll_key" => Ok(GeneratedField::PollKey),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PollBatch;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.PollBatch")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PollBatch, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut cursor__ = None;
                let mut frames__ = None;
                let mut poll_key__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Cursor => {
                            if cursor__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cursor"));
                            }
                            cursor__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Frames => {
                            if frames__.is_some() {
                                return Err(serde::de::Error::duplicate_field("frames"));
                            }
                            frames__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PollKey => {
                            if poll_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pollKey"));
                            }
                            poll_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(PollBatch {
                    cursor: cursor__.unwrap_or_default(),
                    frames: frames__.unwrap_or_default(),
                    poll_key: poll_key__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.PollBatch", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PollSend {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.frames.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.PollSend", len)?;
        if !self.frames.is_empty() {
            struct_ser.serialize_field("frames", &self.frames)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PollSend {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "frames",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Frames,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "frames" => Ok(GeneratedField::Frames),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PollSend;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.PollSend")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PollSend, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut frames__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Frames => {
                            if frames__.is_some() {
                                return Err(serde::de::Error::duplicate_field("frames"));
                            }
                            frames__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(PollSend {
                    frames: frames__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.PollSend", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Pong {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.time_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Pong", len)?;
        if self.time_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("timeMs", ToString::to_string(&self.time_ms).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Pong {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "time_ms",
            "timeMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            TimeMs,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "timeMs" | "time_ms" => Ok(GeneratedField::TimeMs),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Pong;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Pong")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Pong, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut time_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::TimeMs => {
                            if time_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timeMs"));
                            }
                            time_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Pong {
                    time_ms: time_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Pong", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Position {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.seq.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Position", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if let Some(v) = self.seq.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seq", ToString::to_string(&v).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Position {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "seq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Seq,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "seq" => Ok(GeneratedField::Seq),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Position;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Position")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Position, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Position {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    seq: seq__,
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Position", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Presence {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.uid.is_empty() {
            len += 1;
        }
        if self.state != 0 {
            len += 1;
        }
        if !self.terminals.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Presence", len)?;
        if !self.uid.is_empty() {
            struct_ser.serialize_field("uid", &self.uid)?;
        }
        if self.state != 0 {
            let v = PresenceState::try_from(self.state)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.state)))?;
            struct_ser.serialize_field("state", &v)?;
        }
        if !self.terminals.is_empty() {
            let v = self.terminals.iter().cloned().map(|v| {
                Terminal::try_from(v)
                    .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", v)))
                }).collect::<std::result::Result<Vec<_>, _>>()?;
            struct_ser.serialize_field("terminals", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Presence {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "uid",
            "state",
            "terminals",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Uid,
            State,
            Terminals,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "uid" => Ok(GeneratedField::Uid),
                            "state" => Ok(GeneratedField::State),
                            "terminals" => Ok(GeneratedField::Terminals),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Presence;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Presence")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Presence, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut uid__ = None;
                let mut state__ = None;
                let mut terminals__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Uid => {
                            if uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("uid"));
                            }
                            uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value::<PresenceState>()? as i32);
                        }
                        GeneratedField::Terminals => {
                            if terminals__.is_some() {
                                return Err(serde::de::Error::duplicate_field("terminals"));
                            }
                            terminals__ = Some(map_.next_value::<Vec<Terminal>>()?.into_iter().map(|x| x as i32).collect());
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Presence {
                    uid: uid__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    terminals: terminals__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Presence", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PresenceList {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.presences.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.PresenceList", len)?;
        if !self.presences.is_empty() {
            struct_ser.serialize_field("presences", &self.presences)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PresenceList {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "presences",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Presences,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "presences" => Ok(GeneratedField::Presences),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PresenceList;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.PresenceList")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PresenceList, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut presences__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Presences => {
                            if presences__.is_some() {
                                return Err(serde::de::Error::duplicate_field("presences"));
                            }
                            presences__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(PresenceList {
                    presences: presences__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.PresenceList", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PresenceState {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "PRESENCE_STATE_UNSPECIFIED",
            Self::Offline => "PRESENCE_STATE_OFFLINE",
            Self::Online => "PRESENCE_STATE_ONLINE",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for PresenceState {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "PRESENCE_STATE_UNSPECIFIED",
            "PRESENCE_STATE_OFFLINE",
            "PRESENCE_STATE_ONLINE",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = PresenceState;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(PresenceState::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(PresenceState::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "PRESENCE_STATE_UNSPECIFIED" => Ok(PresenceState::Unspecified),
                    "PRESENCE_STATE_OFFLINE" => Ok(PresenceState::Offline),
                    "PRESENCE_STATE_ONLINE" => Ok(PresenceState::Online),
                    _ => Ok(PresenceState::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for QueueNotice {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.team_id.is_empty() {
            len += 1;
        }
        if self.waiting != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.QueueNotice", len)?;
        if !self.team_id.is_empty() {
            struct_ser.serialize_field("teamId", &self.team_id)?;
        }
        if self.waiting != 0 {
            struct_ser.serialize_field("waiting", &self.waiting)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for QueueNotice {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "team_id",
            "teamId",
            "waiting",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            TeamId,
            Waiting,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "teamId" | "team_id" => Ok(GeneratedField::TeamId),
                            "waiting" => Ok(GeneratedField::Waiting),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = QueueNotice;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.QueueNotice")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<QueueNotice, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut team_id__ = None;
                let mut waiting__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::TeamId => {
                            if team_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("teamId"));
                            }
                            team_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Waiting => {
                            if waiting__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waiting"));
                            }
                            waiting__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(QueueNotice {
                    team_id: team_id__.unwrap_or_default(),
                    waiting: waiting__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.QueueNotice", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Received {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Received", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.seq != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seq", ToString::to_string(&self.seq).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Received {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "seq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Seq,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "seq" => Ok(GeneratedField::Seq),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Received;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Received")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Received, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Received {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Received", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ResolvedBy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "RESOLVED_BY_UNSPECIFIED",
            Self::Agent => "RESOLVED_BY_AGENT",
            Self::Silence => "RESOLVED_BY_SILENCE",
            Self::Customer => "RESOLVED_BY_CUSTOMER",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ResolvedBy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "RESOLVED_BY_UNSPECIFIED",
            "RESOLVED_BY_AGENT",
            "RESOLVED_BY_SILENCE",
            "RESOLVED_BY_CUSTOMER",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ResolvedBy;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ResolvedBy::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ResolvedBy::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "RESOLVED_BY_UNSPECIFIED" => Ok(ResolvedBy::Unspecified),
                    "RESOLVED_BY_AGENT" => Ok(ResolvedBy::Agent),
                    "RESOLVED_BY_SILENCE" => Ok(ResolvedBy::Silence),
                    "RESOLVED_BY_CUSTOMER" => Ok(ResolvedBy::Customer),
                    _ => Ok(ResolvedBy::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Role {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "ROLE_UNSPECIFIED",
            Self::Customer => "ROLE_CUSTOMER",
            Self::Agent => "ROLE_AGENT",
            Self::Employee => "ROLE_EMPLOYEE",
            Self::Bot => "ROLE_BOT",
            Self::Supervisor => "ROLE_SUPERVISOR",
            Self::Admin => "ROLE_ADMIN",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Role {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "ROLE_UNSPECIFIED",
            "ROLE_CUSTOMER",
            "ROLE_AGENT",
            "ROLE_EMPLOYEE",
            "ROLE_BOT",
            "ROLE_SUPERVISOR",
            "ROLE_ADMIN",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Role;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(Role::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(Role::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "ROLE_UNSPECIFIED" => Ok(Role::Unspecified),
                    "ROLE_CUSTOMER" => Ok(Role::Customer),
                    "ROLE_AGENT" => Ok(Role::Agent),
                    "ROLE_EMPLOYEE" => Ok(Role::Employee),
                    "ROLE_BOT" => Ok(Role::Bot),
                    "ROLE_SUPERVISOR" => Ok(Role::Supervisor),
                    "ROLE_ADMIN" => Ok(Role::Admin),
                    _ => Ok(Role::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Send {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.client_msg_id.is_empty() {
            len += 1;
        }
        if self.content.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Send", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.client_msg_id.is_empty() {
            struct_ser.serialize_field("clientMsgId", &self.client_msg_id)?;
        }
        if let Some(v) = self.content.as_ref() {
            struct_ser.serialize_field("content", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Send {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "client_msg_id",
            "clientMsgId",
            "content",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            ClientMsgId,
            Content,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "clientMsgId" | "client_msg_id" => Ok(GeneratedField::ClientMsgId),
                            "content" => Ok(GeneratedField::Content),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Send;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Send")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Send, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut client_msg_id__ = None;
                let mut content__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ClientMsgId => {
                            if client_msg_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientMsgId"));
                            }
                            client_msg_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Content => {
                            if content__.is_some() {
                                return Err(serde::de::Error::duplicate_field("content"));
                            }
                            content__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Send {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    client_msg_id: client_msg_id__.unwrap_or_default(),
                    content: content__,
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Send", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetTyping {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.typing {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.SetTyping", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.typing {
            struct_ser.serialize_field("typing", &self.typing)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetTyping {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "typing",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Typing,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "typing" => Ok(GeneratedField::Typing),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetTyping;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.SetTyping")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetTyping, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut typing__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Typing => {
                            if typing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("typing"));
                            }
                            typing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SetTyping {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    typing: typing__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.SetTyping", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Sync {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.have.is_empty() {
            len += 1;
        }
        if !self.page_token.is_empty() {
            len += 1;
        }
        if self.limit != 0 {
            len += 1;
        }
        if self.only_named {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Sync", len)?;
        if !self.have.is_empty() {
            struct_ser.serialize_field("have", &self.have)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        if self.limit != 0 {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        if self.only_named {
            struct_ser.serialize_field("onlyNamed", &self.only_named)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Sync {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "have",
            "page_token",
            "pageToken",
            "limit",
            "only_named",
            "onlyNamed",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Have,
            PageToken,
            Limit,
            OnlyNamed,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "have" => Ok(GeneratedField::Have),
                            "pageToken" | "page_token" => Ok(GeneratedField::PageToken),
                            "limit" => Ok(GeneratedField::Limit),
                            "onlyNamed" | "only_named" => Ok(GeneratedField::OnlyNamed),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Sync;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Sync")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Sync, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut have__ = None;
                let mut page_token__ = None;
                let mut limit__ = None;
                let mut only_named__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Have => {
                            if have__.is_some() {
                                return Err(serde::de::Error::duplicate_field("have"));
                            }
                            have__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PageToken => {
                            if page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pageToken"));
                            }
                            page_token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OnlyNamed => {
                            if only_named__.is_some() {
                                return Err(serde::de::Error::duplicate_field("onlyNamed"));
                            }
                            only_named__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Sync {
                    have: have__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    limit: limit__.unwrap_or_default(),
                    only_named: only_named__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Sync", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SyncPage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversations.is_empty() {
            len += 1;
        }
        if !self.messages.is_empty() {
            len += 1;
        }
        if !self.reload.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.SyncPage", len)?;
        if !self.conversations.is_empty() {
            struct_ser.serialize_field("conversations", &self.conversations)?;
        }
        if !self.messages.is_empty() {
            struct_ser.serialize_field("messages", &self.messages)?;
        }
        if !self.reload.is_empty() {
            struct_ser.serialize_field("reload", &self.reload)?;
        }
        if !self.next_page_token.is_empty() {
            struct_ser.serialize_field("nextPageToken", &self.next_page_token)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SyncPage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversations",
            "messages",
            "reload",
            "next_page_token",
            "nextPageToken",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Conversations,
            Messages,
            Reload,
            NextPageToken,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversations" => Ok(GeneratedField::Conversations),
                            "messages" => Ok(GeneratedField::Messages),
                            "reload" => Ok(GeneratedField::Reload),
                            "nextPageToken" | "next_page_token" => Ok(GeneratedField::NextPageToken),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SyncPage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.SyncPage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SyncPage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversations__ = None;
                let mut messages__ = None;
                let mut reload__ = None;
                let mut next_page_token__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Conversations => {
                            if conversations__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversations"));
                            }
                            conversations__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Messages => {
                            if messages__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messages"));
                            }
                            messages__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reload => {
                            if reload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reload"));
                            }
                            reload__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NextPageToken => {
                            if next_page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextPageToken"));
                            }
                            next_page_token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SyncPage {
                    conversations: conversations__.unwrap_or_default(),
                    messages: messages__.unwrap_or_default(),
                    reload: reload__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.SyncPage", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SystemEvent {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.kind != 0 {
            len += 1;
        }
        if !self.actor_uid.is_empty() {
            len += 1;
        }
        if !self.actor_name.is_empty() {
            len += 1;
        }
        if !self.subject_uid.is_empty() {
            len += 1;
        }
        if !self.subject_name.is_empty() {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        if !self.consultation_id.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.SystemEvent", len)?;
        if self.kind != 0 {
            let v = SystemEventKind::try_from(self.kind)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.kind)))?;
            struct_ser.serialize_field("kind", &v)?;
        }
        if !self.actor_uid.is_empty() {
            struct_ser.serialize_field("actorUid", &self.actor_uid)?;
        }
        if !self.actor_name.is_empty() {
            struct_ser.serialize_field("actorName", &self.actor_name)?;
        }
        if !self.subject_uid.is_empty() {
            struct_ser.serialize_field("subjectUid", &self.subject_uid)?;
        }
        if !self.subject_name.is_empty() {
            struct_ser.serialize_field("subjectName", &self.subject_name)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if !self.consultation_id.is_empty() {
            struct_ser.serialize_field("consultationId", &self.consultation_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SystemEvent {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "kind",
            "actor_uid",
            "actorUid",
            "actor_name",
            "actorName",
            "subject_uid",
            "subjectUid",
            "subject_name",
            "subjectName",
            "reason",
            "consultation_id",
            "consultationId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Kind,
            ActorUid,
            ActorName,
            SubjectUid,
            SubjectName,
            Reason,
            ConsultationId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "kind" => Ok(GeneratedField::Kind),
                            "actorUid" | "actor_uid" => Ok(GeneratedField::ActorUid),
                            "actorName" | "actor_name" => Ok(GeneratedField::ActorName),
                            "subjectUid" | "subject_uid" => Ok(GeneratedField::SubjectUid),
                            "subjectName" | "subject_name" => Ok(GeneratedField::SubjectName),
                            "reason" => Ok(GeneratedField::Reason),
                            "consultationId" | "consultation_id" => Ok(GeneratedField::ConsultationId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SystemEvent;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.SystemEvent")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SystemEvent, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                let mut actor_uid__ = None;
                let mut actor_name__ = None;
                let mut subject_uid__ = None;
                let mut subject_name__ = None;
                let mut reason__ = None;
                let mut consultation_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value::<SystemEventKind>()? as i32);
                        }
                        GeneratedField::ActorUid => {
                            if actor_uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actorUid"));
                            }
                            actor_uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ActorName => {
                            if actor_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actorName"));
                            }
                            actor_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SubjectUid => {
                            if subject_uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("subjectUid"));
                            }
                            subject_uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SubjectName => {
                            if subject_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("subjectName"));
                            }
                            subject_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ConsultationId => {
                            if consultation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("consultationId"));
                            }
                            consultation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SystemEvent {
                    kind: kind__.unwrap_or_default(),
                    actor_uid: actor_uid__.unwrap_or_default(),
                    actor_name: actor_name__.unwrap_or_default(),
                    subject_uid: subject_uid__.unwrap_or_default(),
                    subject_name: subject_name__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    consultation_id: consultation_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.SystemEvent", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SystemEventKind {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "SYSTEM_EVENT_KIND_UNSPECIFIED",
            Self::ConsultationOpened => "SYSTEM_EVENT_KIND_CONSULTATION_OPENED",
            Self::ConsultationAssigned => "SYSTEM_EVENT_KIND_CONSULTATION_ASSIGNED",
            Self::ConsultationResolved => "SYSTEM_EVENT_KIND_CONSULTATION_RESOLVED",
            Self::ConsultationRated => "SYSTEM_EVENT_KIND_CONSULTATION_RATED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for SystemEventKind {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "SYSTEM_EVENT_KIND_UNSPECIFIED",
            "SYSTEM_EVENT_KIND_CONSULTATION_OPENED",
            "SYSTEM_EVENT_KIND_CONSULTATION_ASSIGNED",
            "SYSTEM_EVENT_KIND_CONSULTATION_RESOLVED",
            "SYSTEM_EVENT_KIND_CONSULTATION_RATED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = SystemEventKind;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(SystemEventKind::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(SystemEventKind::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "SYSTEM_EVENT_KIND_UNSPECIFIED" => Ok(SystemEventKind::Unspecified),
                    "SYSTEM_EVENT_KIND_CONSULTATION_OPENED" => Ok(SystemEventKind::ConsultationOpened),
                    "SYSTEM_EVENT_KIND_CONSULTATION_ASSIGNED" => Ok(SystemEventKind::ConsultationAssigned),
                    "SYSTEM_EVENT_KIND_CONSULTATION_RESOLVED" => Ok(SystemEventKind::ConsultationResolved),
                    "SYSTEM_EVENT_KIND_CONSULTATION_RATED" => Ok(SystemEventKind::ConsultationRated),
                    _ => Ok(SystemEventKind::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Terminal {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "TERMINAL_UNSPECIFIED",
            Self::Web => "TERMINAL_WEB",
            Self::H5 => "TERMINAL_H5",
            Self::Ios => "TERMINAL_IOS",
            Self::Android => "TERMINAL_ANDROID",
            Self::Windows => "TERMINAL_WINDOWS",
            Self::Macos => "TERMINAL_MACOS",
            Self::Linux => "TERMINAL_LINUX",
            Self::Server => "TERMINAL_SERVER",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Terminal {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "TERMINAL_UNSPECIFIED",
            "TERMINAL_WEB",
            "TERMINAL_H5",
            "TERMINAL_IOS",
            "TERMINAL_ANDROID",
            "TERMINAL_WINDOWS",
            "TERMINAL_MACOS",
            "TERMINAL_LINUX",
            "TERMINAL_SERVER",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Terminal;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(Terminal::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(Terminal::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "TERMINAL_UNSPECIFIED" => Ok(Terminal::Unspecified),
                    "TERMINAL_WEB" => Ok(Terminal::Web),
                    "TERMINAL_H5" => Ok(Terminal::H5),
                    "TERMINAL_IOS" => Ok(Terminal::Ios),
                    "TERMINAL_ANDROID" => Ok(Terminal::Android),
                    "TERMINAL_WINDOWS" => Ok(Terminal::Windows),
                    "TERMINAL_MACOS" => Ok(Terminal::Macos),
                    "TERMINAL_LINUX" => Ok(Terminal::Linux),
                    "TERMINAL_SERVER" => Ok(Terminal::Server),
                    _ => Ok(Terminal::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Text {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.text.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Text", len)?;
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Text {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "text",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Text,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "text" => Ok(GeneratedField::Text),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Text;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Text")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Text, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut text__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Text {
                    text: text__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Text", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Typing {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.uid.is_empty() {
            len += 1;
        }
        if self.typing {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Typing", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.uid.is_empty() {
            struct_ser.serialize_field("uid", &self.uid)?;
        }
        if self.typing {
            struct_ser.serialize_field("typing", &self.typing)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Typing {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "uid",
            "typing",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Uid,
            Typing,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "uid" => Ok(GeneratedField::Uid),
                            "typing" => Ok(GeneratedField::Typing),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Typing;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Typing")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Typing, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut uid__ = None;
                let mut typing__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Uid => {
                            if uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("uid"));
                            }
                            uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Typing => {
                            if typing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("typing"));
                            }
                            typing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Typing {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    uid: uid__.unwrap_or_default(),
                    typing: typing__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Typing", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchPresence {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.uids.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.WatchPresence", len)?;
        if !self.uids.is_empty() {
            struct_ser.serialize_field("uids", &self.uids)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchPresence {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "uids",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Uids,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "uids" => Ok(GeneratedField::Uids),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchPresence;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.WatchPresence")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchPresence, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut uids__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Uids => {
                            if uids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("uids"));
                            }
                            uids__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(WatchPresence {
                    uids: uids__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.WatchPresence", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Welcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.session_id.is_empty() {
            len += 1;
        }
        if !self.uid.is_empty() {
            len += 1;
        }
        if self.resumed {
            len += 1;
        }
        if self.heartbeat_interval_ms != 0 {
            len += 1;
        }
        if self.server_time_ms != 0 {
            len += 1;
        }
        if self.limits.is_some() {
            len += 1;
        }
        if self.role != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("skein.v1.Welcome", len)?;
        if !self.session_id.is_empty() {
            struct_ser.serialize_field("sessionId", &self.session_id)?;
        }
        if !self.uid.is_empty() {
            struct_ser.serialize_field("uid", &self.uid)?;
        }
        if self.resumed {
            struct_ser.serialize_field("resumed", &self.resumed)?;
        }
        if self.heartbeat_interval_ms != 0 {
            struct_ser.serialize_field("heartbeatIntervalMs", &self.heartbeat_interval_ms)?;
        }
        if self.server_time_ms != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("serverTimeMs", ToString::to_string(&self.server_time_ms).as_str())?;
        }
        if let Some(v) = self.limits.as_ref() {
            struct_ser.serialize_field("limits", v)?;
        }
        if self.role != 0 {
            let v = Role::try_from(self.role)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.role)))?;
            struct_ser.serialize_field("role", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Welcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "session_id",
            "sessionId",
            "uid",
            "resumed",
            "heartbeat_interval_ms",
            "heartbeatIntervalMs",
            "server_time_ms",
            "serverTimeMs",
            "limits",
            "role",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            SessionId,
            Uid,
            Resumed,
            HeartbeatIntervalMs,
            ServerTimeMs,
            Limits,
            Role,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sessionId" | "session_id" => Ok(GeneratedField::SessionId),
                            "uid" => Ok(GeneratedField::Uid),
                            "resumed" => Ok(GeneratedField::Resumed),
                            "heartbeatIntervalMs" | "heartbeat_interval_ms" => Ok(GeneratedField::HeartbeatIntervalMs),
                            "serverTimeMs" | "server_time_ms" => Ok(GeneratedField::ServerTimeMs),
                            "limits" => Ok(GeneratedField::Limits),
                            "role" => Ok(GeneratedField::Role),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Welcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct skein.v1.Welcome")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Welcome, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut session_id__ = None;
                let mut uid__ = None;
                let mut resumed__ = None;
                let mut heartbeat_interval_ms__ = None;
                let mut server_time_ms__ = None;
                let mut limits__ = None;
                let mut role__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::SessionId => {
                            if session_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sessionId"));
                            }
                            session_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Uid => {
                            if uid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("uid"));
                            }
                            uid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Resumed => {
                            if resumed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resumed"));
                            }
                            resumed__ = Some(map_.next_value()?);
                        }
                        GeneratedField::HeartbeatIntervalMs => {
                            if heartbeat_interval_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("heartbeatIntervalMs"));
                            }
                            heartbeat_interval_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ServerTimeMs => {
                            if server_time_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("serverTimeMs"));
                            }
                            server_time_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Limits => {
                            if limits__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limits"));
                            }
                            limits__ = map_.next_value()?;
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value::<Role>()? as i32);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Welcome {
                    session_id: session_id__.unwrap_or_default(),
                    uid: uid__.unwrap_or_default(),
                    resumed: resumed__.unwrap_or_default(),
                    heartbeat_interval_ms: heartbeat_interval_ms__.unwrap_or_default(),
                    server_time_ms: server_time_ms__.unwrap_or_default(),
                    limits: limits__,
                    role: role__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("skein.v1.Welcome", FIELDS, GeneratedVisitor)
    }
}
