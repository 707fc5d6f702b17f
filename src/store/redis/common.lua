-- What all scripts share: where things stand, and how the changes of a decision are read, judged and written.
--
-- Under the root of a shard, `unrush:{s07}`:
--   :s:KEY          what was seen: "until|reply"              :r:NAME         a record: "version|until|shape"
--   :d:TEAM         deliveries by mark: "owner|id|n:" and n bytes of what, then the progress
--   :q:LANE:TEAM    marks by due moment                       :t:LANE         workspaces by their earliest due moment
--   :o:TEAM:OWNER   marks of an owner's deliveries            :l              claims by the end of their lease
--   :i:LIST         asks on a list, "ts:channel"
--   :c              claims: "token|due|again|lease"                 :x, :y          dead letters by moment, and their content
--   :aside          what could not be read, as it was
-- LANE is f (fast) or n. A mark is a short fingerprint of a delivery's name; a claim is LANE:TEAM:MARK; a token begins
-- with the name of the replica that claimed. All moments are milliseconds: due moments by the callers' clock, leases by
-- this server's.

local root = KEYS[1]
local call = redis.call

local cursor = 0
local function arg()
  cursor = cursor + 1
  return ARGV[cursor]
end

local function args(width)
  local list = {}
  for n = 1, tonumber(arg()) do
    local one = {}
    for field = 1, width do one[field] = arg() end
    list[n] = one
  end
  return list
end

-- The server's clock, asked once in a script.
local its_now
local function server_now()
  if not its_now then
    local time = call('TIME')
    its_now = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  return its_now
end

-- A string's value; something else under its name is moved aside, so that it harms only itself.
local function get(key)
  local value = redis.pcall('GET', key)
  if type(value) ~= 'table' then return value end
  if not string.find(value.err, 'WRONGTYPE', 1, true) then return error(value) end
  call('RENAME', key, root .. ':aside:' .. key)
  return false
end

local function queue(lane, team) return root .. ':q:' .. lane .. ':' .. team end
local function items(team) return root .. ':d:' .. team end
local function owned(team, owner) return root .. ':o:' .. team .. ':' .. owner end

-- Keeps the list of workspaces by their earliest due moment true.
local function note_head(lane, team)
  local head = call('ZRANGE', queue(lane, team), 0, 0, 'WITHSCORES')
  if head[2] then
    call('ZADD', root .. ':t:' .. lane, head[2], team)
  else
    call('ZREM', root .. ':t:' .. lane, team)
  end
end

-- Puts a delivery into its queue, or to an earlier place in it.
local function enqueue(lane, team, mark, due)
  call('ZADD', queue(lane, team), due, mark)
  call('ZADD', root .. ':t:' .. lane, 'LT', due, team)
end

local function dequeue(lane, team, mark)
  if call('ZREM', queue(lane, team), mark) == 1 then note_head(lane, team) end
end

-- A claim's token, the due moment it was claimed for, the one it was rung for since ('' when it was not), and how
-- long its lease is.
local function split_claim(value) return string.match(value, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)$') end

local function claim_of(claim)
  local value = call('HGET', root .. ':c', claim)
  if not value then return nil end
  return split_claim(value)
end

local function claim_value(token, due, again, lease)
  return token .. '|' .. due .. '|' .. again .. '|' .. lease
end

local function set_claim(claim, token, due, again, lease)
  call('HSET', root .. ':c', claim, claim_value(token, due, again, lease))
end

local function lease_end(lease) return string.format('%.0f', server_now() + tonumber(lease)) end

-- Starts a claim's lease, anew when it is running.
local function lease_claim(claim, lease)
  call('ZADD', root .. ':l', lease_end(lease), claim)
end

local function end_claim(claim)
  call('ZREM', root .. ':l', claim)
  call('HDEL', root .. ':c', claim)
end

-- Puts a delivery whose lease is over back into its queue.
local function give_back(claim)
  local _, due = claim_of(claim)
  end_claim(claim)
  local lane, team, mark = string.match(claim, '^(%a):([^:]*):(.*)$')
  if due and call('HEXISTS', items(team), mark) == 1 then enqueue(lane, team, mark, due) end
end

-- Whether a claim's lease is not over. One that is over is given back on the way.
local function holds(claim)
  local till = call('ZSCORE', root .. ':l', claim)
  if not till then return false end
  if tonumber(till) > server_now() then return true end
  give_back(claim)
  return false
end

local function owner_of(value) return string.match(value, '^([^|]*)|') end

local function with_progress(value, progress)
  local head, what = string.match(value, '^[^|]*|[^|]*|()(%d+):')
  local upto = head + #what + tonumber(what)
  return string.sub(value, 1, upto) .. progress
end

local function disown(team, mark, value)
  local owner = owner_of(value)
  if owner and owner ~= '' then call('LREM', owned(team, owner), 1, mark) end
end

local function forget(team, mark, value)
  call('HDEL', items(team), mark)
  disown(team, mark, value)
end

local function remove(team, mark)
  local value = call('HGET', items(team), mark)
  if not value then return end
  forget(team, mark, value)
  for _, lane in ipairs({ 'f', 'n' }) do
    dequeue(lane, team, mark)
    end_claim(lane .. ':' .. team .. ':' .. mark)
  end
end

-- Takes in a delivery, unless it is there already; whether it was new.
local function add(team, lane, due, mark, value)
  if call('HSETNX', items(team), mark, value) == 0 then return false end
  local owner = owner_of(value)
  if owner and owner ~= '' then call('RPUSH', owned(team, owner), mark) end
  enqueue(lane, team, mark, due)
  return true
end

local function ring(team, lane, due, mark, value)
  if add(team, lane, due, mark, value) then return end
  for _, its in ipairs({ 'f', 'n' }) do
    local claim = its .. ':' .. team .. ':' .. mark
    if holds(claim) then
      local token, was, again, lease = claim_of(claim)
      if again == '' or tonumber(due) < tonumber(again) then set_claim(claim, token, was, due, lease) end
      return
    end
    local now = call('ZSCORE', queue(its, team), mark)
    if now then
      if tonumber(due) < tonumber(now) then enqueue(its, team, mark, due) end
      return
    end
  end
end

-- The changes of a decision, read from the arguments.
local function read_changes()
  local changes = { now = tonumber(arg()), team = arg() }
  changes.seen, changes.seen_for, changes.reply = arg(), arg(), arg()
  changes.rests_on, changes.puts = args(2), args(4)
  changes.list, changes.unlist = args(2), args(2)
  changes.cancel, changes.deliver, changes.ring = args(1), args(4), args(4)
  return changes
end

-- The reply of what was seen before, or nil.
local function seen_before(changes)
  if changes.seen == '' then return nil end
  local value = get(root .. ':s:' .. changes.seen)
  if not value then return nil end
  local till, reply = string.match(value, '^(%d+)|()')
  if till and tonumber(till) > changes.now then return string.sub(value, reply) end
  return nil
end

-- A record's version, '0' when it is not there.
local function version(name, now)
  local value = get(root .. ':r:' .. name)
  if not value then return '0', '0' end
  local found, till = string.match(value, '^(%d+)|(%d*)|')
  if not found then return '0', '0' end
  if till ~= '' and tonumber(till) <= now then return '0', found end
  return found, found
end

-- Whether all records still have the versions a decision rests on. Notes on the way which they last had.
local function rests(changes)
  changes.last = {}
  for _, on in ipairs(changes.rests_on) do
    local found, last = version(on[1], changes.now)
    if found ~= on[2] then return false end
    changes.last[on[1]] = last
  end
  return true
end

local function write(changes)
  local team = changes.team
  if changes.seen ~= '' then
    local till = string.format('%.0f', changes.now + tonumber(changes.seen_for))
    call('SET', root .. ':s:' .. changes.seen, till .. '|' .. changes.reply, 'PX', changes.seen_for)
  end
  for _, put in ipairs(changes.puts) do
    local name, till, lives, shape = put[1], put[2], put[3], put[4]
    local last = changes.last[name]
    if not last then last = select(2, version(name, changes.now)) end
    changes.last[name] = string.format('%.0f', tonumber(last) + 1)
    local value = changes.last[name] .. '|' .. till .. '|' .. shape
    if lives == '' then
      call('SET', root .. ':r:' .. name, value)
    else
      call('SET', root .. ':r:' .. name, value, 'PX', lives)
    end
  end
  -- all scores are equal, so members sort by their text, which begins with the moment
  for _, on in ipairs(changes.list) do call('ZADD', root .. ':i:' .. on[1], 0, on[2]) end
  for _, off in ipairs(changes.unlist) do call('ZREM', root .. ':i:' .. off[1], off[2]) end
  for _, cancel in ipairs(changes.cancel) do remove(team, cancel[1]) end
  for _, new in ipairs(changes.deliver) do add(team, new[1], new[2], new[3], new[4]) end
  for _, new in ipairs(changes.ring) do ring(team, new[1], new[2], new[3], new[4]) end
end
